package dev.signalbox.web.connection;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.LazyString;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;

/// The reader of a request's bytes. It reads header values as UTF-8, where Helidon's own reader
/// takes them for ASCII and replaces every other byte.
///
/// A value that is not UTF-8 gets [#NOT_UTF8] into it: a header that is not used may hold any bytes
/// (RFC 9110, section 5.5), and whoever uses one looks for it.
public final class RequestReader extends DataReader {
    /// The character for bytes of a header that are not UTF-8. It is a noncharacter, which no
    /// attribute of an event may hold either.
    public static final char NOT_UTF8 = '\uFFFF';

    /// The character that the JDK puts in place of bytes that are not UTF-8.
    private static final char REPLACED = '\uFFFD';

    @SuppressWarnings("removal") // the factory method that replaces it makes no subclasses
    RequestReader(Supplier<byte[]> bytes) {
        super(bytes);
    }

    /// A header's value; Helidon reads nothing else in this way.
    @Override
    public LazyString readLazyString(Charset ascii, int length) {
        byte[] bytes = readBytes(length);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACED) >= 0
                && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            bytes = text.replace(REPLACED, NOT_UTF8).getBytes(StandardCharsets.UTF_8);
        }
        return new LazyString(bytes, StandardCharsets.UTF_8);
    }
}
