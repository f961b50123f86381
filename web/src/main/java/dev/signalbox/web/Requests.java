package dev.signalbox.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.web.connection.Connection;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.media.ReadableEntity;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Reads the bodies of requests, and the addresses that they come from.
public final class Requests {
    private static final byte[] NOTHING = {};
    private static final String BROKEN_CHUNKS = "the chunks of the body are broken";

    private Requests() {}

    /// A header of the request that this thread handles; empty where it is not there.
    public static String currentHeader(HeaderName name) {
        CurrentRequest current = CurrentRequest.orNull();
        return current == null ? "" : current.header(name);
    }

    /// The address that a request comes from; null where it is not known.
    public static @Nullable InetAddress address(ServerRequest request) {
        return request.remotePeer().address() instanceof InetSocketAddress from
                ? from.getAddress()
                : null;
    }

    /// The whole body, unpacked where it came as gzip.
    ///
    /// @throws ApiException 413 when it is larger than the server allows, packed or not; 415 for an
    ///   unknown `Content-Encoding`; 400 when it ends early; 401 when it is not the body whose hash
    ///   was signed
    public static byte[] body(ServerRequest request) {
        CurrentRequest current = CurrentRequest.get();
        byte[] body = current.body();
        if (body == null) {
            body = read(request, Connection.current());
            current.keep(body);
        }
        BodyHash hash = current.bodyHash();
        if (hash != null) {
            hash.check(body);
        }
        return body;
    }

    private static byte[] read(ServerRequest request, Connection connection) {
        ReadableEntity content = request.content();
        if (!content.hasEntity()) {
            return NOTHING;
        }
        int longest = connection.longestBody();
        if (request.headers().values(HeaderNames.CONTENT_ENCODING).size() > 1) {
            throw new ApiException(
                    415,
                    "UnsupportedMediaType",
                    "Content-Encoding: comes more than once, and a body may be packed once");
        }
        try {
            InputStream in = content.inputStream();
            // Asking for the stream may have answered `Expect: 100-continue`.
            connection.readOn();
            byte[] body = read(in, longest, request.headers());
            connection.requestIsIn();
            return body;
        } catch (RequestException e) {
            throw broken(
                    e.status().code() == 413
                            ? tooLarge(longest)
                            : ApiException.badRequest(
                                    "InvalidBody", BROKEN_CHUNKS + ": " + e.getMessage()));
        } catch (HttpException e) {
            if (e.status().code() == 413) {
                throw broken(tooLarge(longest));
            }
            throw e;
        } catch (DataReader.IncorrectNewLineException | NumberFormatException e) {
            throw broken(ApiException.badRequest("InvalidBody", BROKEN_CHUNKS));
        } catch (DataReader.InsufficientDataAvailableException e) {
            throw broken(ApiException.badRequest("InvalidBody", "the body ended early"));
        } catch (IOException | UncheckedIOException e) {
            throw broken(ApiException.badRequest("InvalidBody", "the body is not gzip as it says"));
        }
    }

    private static byte[] read(InputStream in, int longest, ServerRequestHeaders headers)
            throws IOException {
        long length = headers.contentLength().orElse(-1);
        if (length >= 0 && length <= longest && !headers.contains(HeaderNames.CONTENT_ENCODING)) {
            byte[] body = new byte[(int) length];
            in.readNBytes(body, 0, body.length);
            // Helidon takes the body for read only once it has returned its end.
            if (in.read() >= 0) {
                throw new IllegalStateException("more than Content-Length");
            }
            return body;
        }
        byte[] body = in.readNBytes(longest + 1);
        if (body.length > longest) {
            throw broken(tooLarge(longest));
        }
        return body;
    }

    private static ApiException broken(ApiException e) {
        Connection.current().breakOff();
        return e;
    }

    private static ApiException tooLarge(int longest) {
        return new ApiException(
                413, "RequestEntityTooLarge", "a body may have at most " + longest + " bytes");
    }

    /// The body as JSON.
    ///
    /// @throws ApiException 400 naming line and column where it is not JSON, or a key that comes
    ///   twice, or where it is not UTF-8; 413
    public static JsonNode json(ServerRequest request) {
        return JsonText.tree(body(request));
    }
}
