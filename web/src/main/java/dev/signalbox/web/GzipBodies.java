package dev.signalbox.web;

import io.helidon.http.Headers;
import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.encoding.ContentEncodingContextConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// Content encodings: requests may come as gzip, answers are never packed. [Requests#body] bounds
/// what is unpacked.
final class GzipBodies implements ContentEncodingContext {
    @Override
    public boolean contentEncodingEnabled() {
        return false;
    }

    @Override
    public boolean contentDecodingEnabled() {
        return true;
    }

    @Override
    public boolean contentEncodingSupported(String encoding) {
        return false;
    }

    /// Always: an unknown one is refused with 415 when the body is read, which Helidon itself would
    /// answer with 400.
    @Override
    public boolean contentDecodingSupported(String encoding) {
        return true;
    }

    @Override
    public ContentEncoder encoder(String encoding) {
        return ContentEncoder.NO_OP;
    }

    @Override
    public ContentEncoder encoder(Headers headers) {
        return ContentEncoder.NO_OP;
    }

    @Override
    public ContentDecoder decoder(String encoding) {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "identity" -> ContentDecoder.NO_OP;
            case "gzip", "x-gzip" -> GzipBodies::unpack;
            default ->
                    packed -> {
                        throw new ApiException(
                                415,
                                "UnsupportedMediaType",
                                "Content-Encoding '" + encoding + "' is neither gzip nor identity");
                    };
        };
    }

    private static InputStream unpack(InputStream packed) {
        try {
            return new GZIPInputStream(packed, 8_192);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ContentEncodingContextConfig prototype() {
        return ContentEncodingContextConfig.create();
    }
}
