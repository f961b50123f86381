package dev.signalbox.web;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Unpacks gzip (RFC 1952). The JDK's own stream calls itself once for each empty member of a file,
/// which many of them overflow; here a file may have [#MOST_MEMBERS].
final class GzipStream extends FilterInputStream {
    /// Programs that append to a gzip file write a member each time.
    static final int MOST_MEMBERS = 1_000;

    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int HEADER_CHECKSUM = 2;
    private static final int RESERVED = 0xe0;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] buffer = new byte[8_192];
    private int position;
    private int end;
    private int members;
    private boolean inMember;

    GzipStream(InputStream packed) {
        super(packed);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (inMember || (!isAtEnd() && begin())) {
            int read = inflate(bytes, offset, length);
            if (read > 0) {
                checksum.update(bytes, offset, read);
                return read;
            }
            endMember();
        }
        if (members == 0) {
            throw new EOFException("no member");
        }
        return -1;
    }

    /// @return 0 at the member's end
    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        try {
            while (true) {
                int read = inflater.inflate(bytes, offset, length);
                if (read > 0 || inflater.finished()) {
                    return read;
                }
                if (inflater.needsDictionary()) {
                    throw new IOException("a dictionary");
                }
                if (isAtEnd()) {
                    throw new EOFException("within a member");
                }
                inflater.setInput(buffer, position, end - position);
                position = end;
            }
        } catch (DataFormatException e) {
            throw new IOException(e);
        }
    }

    private boolean begin() throws IOException {
        if (++members > MOST_MEMBERS) {
            throw new IOException("too many members");
        }
        if (next() != 0x1f || next() != 0x8b || next() != 8) {
            throw new IOException("no header");
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw new IOException("unknown flags");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            skip(2);
        }
        inflater.reset();
        checksum.reset();
        inMember = true;
        return true;
    }

    private void endMember() throws IOException {
        inMember = false;
        position = end - inflater.getRemaining();
        if (number() != checksum.getValue()
                || number() != (inflater.getBytesWritten() & 0xffff_ffffL)) {
            throw new IOException("another checksum");
        }
    }

    private long number() throws IOException {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // its end is the byte 0
        }
    }

    private int next() throws IOException {
        if (isAtEnd()) {
            throw new EOFException("within a header or a checksum");
        }
        return buffer[position++] & 0xff;
    }

    private boolean isAtEnd() throws IOException {
        while (position == end) {
            int read = in.read(buffer, 0, buffer.length);
            if (read < 0) {
                return true;
            }
            position = 0;
            end = read;
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        super.close();
    }
}
