package dev.signalbox.standalone.rulefile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.json.Json;
import dev.signalbox.standalone.client.ApiClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Exports from a server that answers what it likes.
class RulesExportTest {
    private static final String TARGETS = "\"pattern\": {}, \"targets\": []";

    @TempDir private Path parent;
    private HttpServer server;
    private volatile String buses = "";
    private volatile String rules = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    boolean ofRules = exchange.getRequestURI().getPath().endsWith("/rules");
                    byte[] answer = (ofRules ? rules : buses).getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "..",
                ".",
                "/tmp/x",
                "a/b",
                "a\\\\b",
                "",
                "a\\u0000b",
                "-x",
                "a\\u001b[2J",
                "名"
            })
    void aNameThatNoBusOrRuleCanHaveIsRefusedAndNothingWritten(String name) {
        for (boolean bus : new boolean[] {true, false}) {
            buses = "{\"buses\": [{\"name\": \"%s\"}]}".formatted(bus ? name : "default");
            rules = "{\"rules\": [{\"name\": \"%s\", %s}]}".formatted(bus ? "jobs" : name, TARGETS);

            assertThatThrownBy(this::export)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("none can be called so");
            assertThat(parent).isEmptyDirectory();
        }
    }

    @Test
    void rulesAreWrittenUnderTheirNames() throws Exception {
        buses = "{\"buses\": [{\"name\": \"default\"}]}";
        rules = "{\"rules\": [{\"name\": \"jobs.v2\", %s}]}".formatted(TARGETS);

        export();

        Path file = parent.resolve("out/default/jobs.v2.json");
        assertThat(Json.MAPPER.readTree(Files.readString(file)).path("name").asText())
                .isEqualTo("jobs.v2");
    }

    private void export() throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (var api = new ApiClient(address, null);
                var client = new RulesClient(api, null)) {
            new RulesExport(client, new PrintStream(new ByteArrayOutputStream(), true, UTF_8))
                    .to(parent.resolve("out"), false);
        }
    }
}
