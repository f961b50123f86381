package dev.signalbox.web.wire;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.LazyString;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;

/// The reader of a request's bytes, with what Helidon's own reader does not do:
///
/// - Header values are UTF-8, where Helidon takes them for ASCII and replaces every other byte. A
///   value that is not UTF-8 gets [#NOT_UTF8] into it: a header that is not used may hold any bytes
///   (RFC 9110, section 5.5), and whoever uses one looks for it.
/// - Empty lines before a request are skipped (RFC 9112, section 2.2).
/// - The request line is checked, and one of HTTP/1.0 is read as one of HTTP/1.1. That it was
///   another is kept in [#isHttp10].
/// - Chunks may have extensions, and trailers may follow them (RFC 9112, section 7.1); both are
///   dropped. Every chunk has to end where its size says.
///
/// It relies on what Helidon calls: a request begins with [#findNewLine] and [#readBytes], ends its
/// headers with [#startsWithNewLine], reads names of headers by [#readAsciiString], and lines of
/// chunks by [#readLine]. A test holds each of these.
public final class RequestReader extends DataReader {
    /// How many bytes the headers of a request may have.
    public static final int LONGEST_HEADERS = 16_384;

    /// The character for bytes of a header that are not UTF-8. It is a noncharacter, which no
    /// attribute of an event may hold either.
    public static final char NOT_UTF8 = '\uFFFF';

    /// The character that the JDK puts in place of bytes that are not UTF-8.
    private static final char REPLACED = '\uFFFD';

    private enum Part {
        REQUEST_LINE,
        HEADERS,
        BODY
    }

    private final ChunkLines chunks = new ChunkLines();
    private Part part = Part.REQUEST_LINE;
    private boolean http10;
    private boolean inChunk;
    private boolean atEndOfChunk;

    /// @param bytes the next bytes that come; null at their end
    @SuppressWarnings("removal") // the factory method that replaces it makes no subclasses
    public RequestReader(Supplier<byte[]> bytes) {
        super(bytes);
    }

    /// The request has been read to its end: what follows is the next one.
    public void nextRequest() {
        part = Part.REQUEST_LINE;
    }

    /// Whether the request is one of HTTP/1.0.
    public boolean isHttp10() {
        return http10;
    }

    @Override
    public int findNewLine(int most) {
        if (part == Part.REQUEST_LINE) {
            while (startsWithNewLine()) {
                skip(2);
            }
            try {
                return super.findNewLine(most);
            } catch (IncorrectNewLineException e) {
                throw UnreadableRequest.badRequest("the request line must end with CR LF");
            }
        }
        return withinHeaders(super.findNewLine(most), most);
    }

    /// Finds the colon behind a header's name.
    @Override
    public int findOrNewLine(byte colon, int most) {
        return withinHeaders(super.findOrNewLine(colon, most), most);
    }

    private int withinHeaders(int found, int most) {
        if (found == most && part == Part.HEADERS) {
            throw UnreadableRequest.headersTooLarge();
        }
        return found;
    }

    @Override
    public byte[] readBytes(int length) {
        byte[] bytes = super.readBytes(length);
        if (part != Part.REQUEST_LINE) {
            return bytes;
        }
        RequestLine line = RequestLine.of(bytes);
        part = Part.HEADERS;
        http10 = line.isHttp10();
        return line.bytes();
    }

    @Override
    public boolean startsWithNewLine() {
        boolean ends = super.startsWithNewLine();
        if (ends && part == Part.HEADERS) {
            part = Part.BODY;
        }
        return ends;
    }

    /// A header's name. An expectation of HTTP/1.0 must not be met (RFC 9110, section 10.1.1): it
    /// gets another name.
    @Override
    public String readAsciiString(int length) {
        if (length == 0) {
            throw UnreadableRequest.badRequest("a header has no name");
        }
        String name = super.readAsciiString(length);
        return http10 && name.equalsIgnoreCase("expect") ? "x-ignored-expect" : name;
    }

    /// A header's value; Helidon reads nothing else in this way.
    @Override
    public LazyString readLazyString(Charset ascii, int length) {
        byte[] bytes = super.readBytes(length);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACED) >= 0
                && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            bytes = text.replace(REPLACED, NOT_UTF8).getBytes(StandardCharsets.UTF_8);
        }
        return new LazyString(bytes, StandardCharsets.UTF_8);
    }

    /// The size of a chunk without its extensions, or after the last chunk the empty line behind
    /// the trailers.
    @Override
    public String readLine() {
        if (chunks.isAfterLast()) {
            while (chunks.isTrailer(line())) {
                // dropped
            }
            return "";
        }
        String size = chunks.size(line());
        inChunk = !chunks.isAfterLast();
        return size;
    }

    private String line() {
        int longest = ChunkLines.LONGEST;
        int length = super.findNewLine(longest);
        if (length == longest) {
            throw UnreadableRequest.badRequest(
                    "a line between chunks has more than %d bytes".formatted(longest));
        }
        String line = new String(super.readBytes(length), StandardCharsets.ISO_8859_1);
        super.skip(2);
        return line;
    }

    @Override
    public BufferData readBuffer(int length) {
        BufferData data = super.readBuffer(length);
        atEndOfChunk = inChunk;
        inChunk = false;
        return data;
    }

    @Override
    public void skip(int length) {
        if (atEndOfChunk) {
            atEndOfChunk = false;
            if (!startsWithNewLine()) {
                throw UnreadableRequest.badRequest("a chunk is longer than its size says");
            }
        }
        super.skip(length);
    }
}
