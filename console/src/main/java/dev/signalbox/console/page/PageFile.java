package dev.signalbox.console.page;

import dev.signalbox.web.AcceptedEncoding;
import dev.signalbox.web.Answers;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A file of the page, kept in memory as it is and, once somebody takes it so, packed by gzip.
///
/// Packed it is another representation, and so has another entity tag (RFC 9110, section 8.8.3.3).
final class PageFile {
    /// What every answer says, so that a browser runs nothing but the page's own scripts, shows the
    /// page in no frame of others, and tells no other host where somebody is.
    private static final List<Header> SAFE =
            List.of(
                    HeaderValues.create(
                            "content-security-policy",
                            "default-src 'none'; script-src 'self'; style-src 'self';"
                                    + " connect-src 'self'; img-src 'self' data:;"
                                    + " frame-ancestors 'none'; base-uri 'none';"
                                    + " form-action 'self'; require-trusted-types-for 'script'"),
                    HeaderValues.create("x-content-type-options", "nosniff"),
                    HeaderValues.create("referrer-policy", "no-referrer"));

    private static final Header VARY = HeaderValues.create(HeaderNames.VARY, "Accept-Encoding");
    private static final Header GZIP = HeaderValues.create(HeaderNames.CONTENT_ENCODING, "gzip");

    private final byte[] content;
    private final Header type;
    private final Header caching;
    private final String digest;
    private byte @Nullable [] packed;

    /// @param type its content type
    /// @param caching the value of `Cache-Control`
    PageFile(byte[] content, String type, String caching) {
        this.content = content;
        this.type = HeaderValues.create(HeaderNames.CONTENT_TYPE, type);
        this.caching = HeaderValues.create(HeaderNames.CACHE_CONTROL, caching);
        digest = PageFiles.digest(content);
    }

    /// Answers with the file, or with 304 where the caller has it.
    void answer(ServerRequest request, ServerResponse response) {
        boolean asGzip = AcceptedEncoding.isGzip(request) && packed().length < content.length;
        String tag = asGzip ? "\"" + digest + "-gzip\"" : "\"" + digest + "\"";
        SAFE.forEach(response::header);
        response.header(type);
        response.header(caching);
        response.header(VARY);
        response.header(HeaderNames.ETAG, tag);
        if (has(request, tag)) {
            response.status(304).send();
            return;
        }
        if (asGzip) {
            response.header(GZIP);
        }
        Answers.send(response, asGzip ? packed() : content);
    }

    /// Whether `If-None-Match` names the tag; a tag is compared without `W/`, which a proxy on the
    /// way may have set.
    private static boolean has(ServerRequest request, String tag) {
        for (String value : request.headers().values(HeaderNames.IF_NONE_MATCH)) {
            for (String known : value.split(",", -1)) {
                String stripped = known.strip();
                if (stripped.equals("*") || stripped.equals(tag) || stripped.equals("W/" + tag)) {
                    return true;
                }
            }
        }
        return false;
    }

    private synchronized byte[] packed() {
        if (packed == null) {
            var bytes = new ByteArrayOutputStream(content.length / 3);
            try (var out = new GZIPOutputStream(bytes)) {
                out.write(content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            packed = bytes.toByteArray();
        }
        return packed;
    }
}
