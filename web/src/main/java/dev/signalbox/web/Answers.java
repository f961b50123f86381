package dev.signalbox.web;

import dev.signalbox.contract.json.Json;
import dev.signalbox.web.connection.RequestIds;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Answers in JSON, and packed ones.
public final class Answers {
    private static final Header JSON =
            HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/json");

    private static final Header GZIP = HeaderValues.create(HeaderNames.CONTENT_ENCODING, "gzip");
    private static final Header VARY = HeaderValues.create(HeaderNames.VARY, "Accept-Encoding");

    /// Shorter answers fit into one packet or two as they are.
    private static final int SHORTEST_PACKED = 2_048;

    private Answers() {}

    /// Sends a value as JSON, as Jackson writes it.
    public static void json(ServerResponse response, int status, Object value) {
        try {
            json(response, status, Json.MAPPER.writeValueAsBytes(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends JSON that has been written already; packed by gzip where the caller takes it and it is
    /// worth it.
    public static void json(ServerResponse response, int status, byte[] json) {
        response.status(status);
        response.header(JSON);
        packed(response, json);
    }

    /// Sends a body whose type and status are set; packed by gzip where the caller takes it and it
    /// is worth it.
    static void packed(ServerResponse response, byte[] body) {
        if (body.length < SHORTEST_PACKED) {
            send(response, body);
            return;
        }
        response.header(VARY);
        CurrentRequest request = CurrentRequest.get();
        if (request.takesGzip() && !request.isHead()) {
            response.header(GZIP);
            send(response, gzip(body));
        } else {
            send(response, body);
        }
    }

    private static byte[] gzip(byte[] body) {
        var packed = new ByteArrayOutputStream(body.length / 4);
        try (var out = new FastGzip(packed)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /// Packs a little less, in a third of the time.
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /// Sends a body whose type and status are set. `HEAD` gets the headers alone.
    public static void send(ServerResponse response, byte[] body) {
        if (CurrentRequest.get().isHead()) {
            response.headers().contentLength(body.length);
            response.send();
        } else {
            response.send(body);
        }
    }

    /// The id of the request that this answers.
    public static String requestId(ServerResponse response) {
        return response.headers().get(RequestIds.HEADER).get();
    }
}
