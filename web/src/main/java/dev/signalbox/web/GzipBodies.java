package dev.signalbox.web;

import io.helidon.http.Headers;
import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.encoding.ContentEncodingContextConfig;
import java.util.Locale;

/// Content encodings: requests may come as gzip, Helidon packs no answers, [Answers] packs long
/// ones. [Requests#body] bounds what is unpacked.
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
            case "gzip", "x-gzip" -> GzipStream::new;
            default ->
                    packed -> {
                        throw new ApiException(
                                415,
                                "UnsupportedMediaType",
                                "Content-Encoding: '%s' is neither gzip nor identity"
                                        .formatted(encoding));
                    };
        };
    }

    @Override
    public ContentEncodingContextConfig prototype() {
        return ContentEncodingContextConfig.create();
    }
}
