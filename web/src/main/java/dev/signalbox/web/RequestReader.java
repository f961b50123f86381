package dev.signalbox.web;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.LazyString;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/// The reader of a request's bytes. It reads header values as UTF-8, where Helidon's own reader
/// takes them for ASCII and replaces every other byte.
///
/// A value that is not UTF-8 gets [HeaderText#NOT_UTF8] into it: a header that is not used may hold
/// any bytes (RFC 9110, section 5.5), and one that is used is refused by [HeaderText].
final class RequestReader extends DataReader {
    @SuppressWarnings("removal") // the factory method that replaces it makes no subclasses
    RequestReader(Supplier<byte[]> bytes) {
        super(bytes);
    }

    /// A header's value; Helidon reads nothing else in this way.
    @Override
    public LazyString readLazyString(Charset ascii, int length) {
        byte[] bytes = readBytes(length);
        return new LazyString(
                Utf8.firstInvalid(bytes) < 0 ? bytes : marked(bytes), StandardCharsets.UTF_8);
    }

    private static byte[] marked(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8)
                .replace('\uFFFD', HeaderText.NOT_UTF8)
                .getBytes(StandardCharsets.UTF_8);
    }
}
