package dev.signalbox.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.web.access.RawServer.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the roles of keys see of the metrics, and what becomes of guesses at secrets.
class KeyRolesTest {
    @TempDir private Path folder;

    @Test
    void withoutKeysEverybodySeesThem() throws Exception {
        try (var server = RawServer.open(null)) {
            assertThat(server.metrics()).contains("secret-plans", "signalbox_http_connections");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 200, false",
        "watch, watchs-secret, 200, true",
        "boss, bosss-secret, 200, false",
        "sender, senders-secret, 200, false",
        "watch, wrong, 401, false",
        "nobody, wrong, 401, false"
    })
    void withKeysOnlyAKeyOfTheRoleMetricsDoes(String id, String secret, int status, boolean named)
            throws Exception {
        try (var server = RawServer.open(RawServer.keyFile(folder))) {
            Answer answer =
                    id.isEmpty()
                            ? server.send("GET /metrics", "Host: a")
                            : server.send("GET /metrics", "Host: a", RawServer.basic(id, secret));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text().contains("secret-plans")).isEqualTo(named);
            assertThat(answer.text().contains("oldest_seconds")).isEqualTo(named);
            if (status == 200) {
                assertThat(answer.text()).contains("signalbox_http_connections");
                assertThat(answer.text().contains("# Metrics of single accounts"))
                        .isEqualTo(!named);
            }
        }
    }

    @Test
    void aKeyOfTheRoleMetricsMayDoNothingElse() throws Exception {
        try (var server = RawServer.open(RawServer.keyFile(folder))) {
            String watch = RawServer.basic("watch", "watchs-secret");

            assertThat(server.send("GET /api/rules", "Host: a", watch).status()).isEqualTo(403);
            assertThat(server.send("POST /events", "Host: a", watch).status()).isEqualTo(403);
        }
    }

    @Test
    void guessesAreSlowedAndCountedAndTheOwnerElsewhereGoesOn() throws Exception {
        try (var server = RawServer.open(RawServer.keyFile(folder))) {
            for (int i = 0; i < WrongSecrets.AT_ONCE; i++) {
                assertThat(guess(server, "GET /api/rules").status()).isEqualTo(401);
            }

            for (String request : new String[] {"GET /api/rules", "POST /events"}) {
                Answer answer = guess(server, request);
                assertThat(answer.status()).isEqualTo(429);
                assertThat(answer.text()).contains("TooManyWrongSecrets", "Retry-After: ");
            }
            assertThat(server.send("GET /api/rules", "Host: a", RawServer.CREDENTIALS).status())
                    .isEqualTo(429);
            assertThat(
                            server.send(
                                            "POST /events",
                                            "Host: a",
                                            RawServer.basic("sender", "senders-secret"))
                                    .status())
                    .isEqualTo(200);
            assertThat(server.metrics())
                    .contains(
                            "signalbox_http_refused_total{reason=\"credentials\"} 10.0",
                            "signalbox_http_refused_total{reason=\"guessing\"} 3.0");
        }
    }

    private static Answer guess(RawServer server, String request) throws IOException {
        return server.send(request, "Host: a", RawServer.basic("boss", "no-secret"));
    }
}
