package dev.signalbox.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Credentials;
import dev.signalbox.contract.settings.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// The HTTP client of the command line.
public final class ApiClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Later JDKs count the body, too.
    private static final Duration LONGEST_STREAM = Duration.ofDays(365);

    private final HttpClient http;
    private final URI base;
    private final @Nullable Credentials credentials;

    /// A client for a Signalbox that asks for no credentials.
    public ApiClient(URI base) {
        this(base, null);
    }

    /// @param credentials null where the Signalbox asks for none
    public ApiClient(URI base, @Nullable Credentials credentials) {
        this(base, credentials, null);
    }

    /// @param credentials null where the Signalbox asks for none
    /// @param tls of a Signalbox on this machine, whose certificate is trusted as well; null for
    ///   none
    public ApiClient(URI base, @Nullable Credentials credentials, @Nullable TlsFiles tls) {
        this.base = base;
        this.credentials = credentials;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5));
        if (tls != null) {
            builder.sslContext(TrustedCertificates.with(tls.certificate()));
        }
        http = builder.build();
    }

    /// An answer.
    public record Answer(int status, String body) {
        /// Whether the request did what it should.
        public boolean ok() {
            return status / 100 == 2;
        }

        /// The body as JSON, or a missing node where it is none.
        public JsonNode json() {
            try {
                return Json.MAPPER.readTree(body);
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        }

        /// The message of an error.
        public String message() {
            String message = json().path("message").asText("");
            return message.isEmpty() ? "answered with " + status : message;
        }
    }

    /// An answer whose body is read while it comes.
    ///
    /// @param body to be closed
    public record StreamedAnswer(int status, InputStream body) {
        /// Reads the whole body, which ends soon where the status is that of an error; closes it.
        public Answer whole() throws IOException {
            try (body) {
                return new Answer(status, new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    /// Asks for a stream of JSON objects, one a line. There is no limit to how long it may take.
    public StreamedAnswer stream(String path) throws IOException, InterruptedException {
        return stream(request(path));
    }

    /// Posts JSON and asks for a stream of JSON objects, one a line. There is no limit to how long
    /// it may take.
    public StreamedAnswer postForStream(String path, String json)
            throws IOException, InterruptedException {
        return stream(
                request(path)
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(json)));
    }

    private StreamedAnswer stream(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                send(
                        request.header("accept", "application/x-ndjson").timeout(LONGEST_STREAM),
                        BodyHandlers.ofInputStream());
        return new StreamedAnswer(response.statusCode(), response.body());
    }

    /// Reads.
    public Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /// Writes or deletes.
    ///
    /// @param headers names and values in turn
    public Answer put(String path, String json, String... headers)
            throws IOException, InterruptedException {
        return send(
                request(path, headers)
                        .header("content-type", "application/json")
                        .PUT(BodyPublishers.ofString(json)));
    }

    /// Posts a body of that type.
    public Answer post(String path, String contentType, String body)
            throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("content-type", contentType)
                        .POST(BodyPublishers.ofString(body)));
    }

    /// Writes or deletes.
    ///
    /// @param headers names and values in turn
    public Answer delete(String path, String... headers) throws IOException, InterruptedException {
        return send(request(path, headers).DELETE());
    }

    /// Every request begins here: what all of them carry is added here.
    private HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        if (credentials != null) {
            request.header("authorization", "Basic " + basic(credentials));
        }
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static String basic(Credentials key) {
        byte[] pair = (key.id() + ":" + key.secret()).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(pair);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        try {
            return http.send(request.build(), body);
        } catch (SSLHandshakeException e) {
            throw new IOException(
                    "%s has a certificate that is not trusted here, or not for that name: %s"
                            .formatted(base, e.getMessage()),
                    e);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new IOException(
                    "no connection to %s; is Signalbox running there?".formatted(base), e);
        } catch (HttpTimeoutException e) {
            throw new IOException(
                    "%s gave no answer within %d s".formatted(base, PATIENCE.toSeconds()), e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
