package dev.signalbox.web.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.web.access.RawServer.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Log-ins at the page, over sockets.
class SessionsTest {
    private static final Pattern COOKIE =
            Pattern.compile("\r\nSet-Cookie: (signalbox_session=[^;]*); ([^\r]*)\r\n");
    private static final String PAGE = "sec-fetch-site: same-origin|x-signalbox-page: 1";

    @TempDir private Path folder;
    private volatile Instant now = Instant.parse("2026-11-21T02:07:38Z");

    private RawServer open(String... settings) throws IOException {
        return RawServer.open(() -> now, RawServer.keyFile(folder), settings);
    }

    @Test
    void aSessionReadsAndChangesAsItsKeyMay() throws Exception {
        try (var server = open()) {
            Answer answer = logIn(server, "boss", "bosss-secret");

            assertThat(answer.status()).isEqualTo(200);
            Matcher set = COOKIE.matcher(answer.text());
            assertThat(set.find()).as(answer.text()).isTrue();
            assertThat(set.group(2)).isEqualTo("HttpOnly; SameSite=Strict; Path=/; Max-Age=43200");
            assertThat(answer.text()).contains("Cache-Control: no-store");
            assertThat(json(answer).toString())
                    .startsWith(
                            "{\"keys\":true,\"signedIn\":true,\"may\":[\"read\",\"bodies\","
                                    + "\"operate\",\"change\"],\"version\":");
            assertThat(json(answer).path("expires").asText()).isEqualTo("2026-11-21T14:07:38Z");
            String cookie = "Cookie: a=b; " + set.group(1) + "; c=d";
            assertThat(who(server, cookie)).isEqualTo(json(answer));
            assertThat(who(server, cookie).path("key").asText()).isEqualTo("boss");
            assertThat(who(server, cookie).path("account").asText()).isEqualTo("7");
            assertThat(who(server, cookie).path("role").asText()).isEqualTo("admin");
            assertThat(server.send("GET /api/rules", "Host: a", cookie).status()).isEqualTo(200);
            assertThat(server.send("PUT /api/rules", "Host: a", cookie, PAGE).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatOurPageHasNotSentChangesNothing() throws Exception {
        try (var server = open()) {
            String cookie = cookie(logIn(server, "boss", "bosss-secret"));

            for (String headers :
                    List.of(
                            "a: b",
                            "x-signalbox-page: 1",
                            "x-signalbox-page: 2|sec-fetch-site: same-origin",
                            "sec-fetch-site: same-origin",
                            "sec-fetch-site: none|x-signalbox-page: 1",
                            "sec-fetch-site: none|x-signalbox-page: 1|origin: http://a",
                            "origin: http://a")) {
                RawServer.assertRefused(
                        server.send("PUT /api/rules", "Host: a", cookie, headers),
                        "NotFromThePage");
                RawServer.assertRefused(
                        server.send("DELETE /api/session", "Host: a", cookie, headers),
                        "NotFromThePage");
            }
            for (String site : List.of("cross-site", "same-site")) {
                RawServer.assertRefused(
                        server.send(
                                "PUT /api/rules",
                                "Host: a",
                                cookie,
                                "x-signalbox-page: 1",
                                "sec-fetch-site: " + site),
                        "CrossSiteRequest");
            }
            assertThat(
                            server.send(
                                            "PUT /api/rules",
                                            "Host: a",
                                            cookie,
                                            "x-signalbox-page: 1|origin: http://a")
                                    .status())
                    .as("by plain HTTP a browser says no more")
                    .isEqualTo(200);
            assertThat(server.metrics())
                    .contains("signalbox_http_refused_total{reason=\"site\"} 16.0");
        }
    }

    @Test
    void theCookieCountsAtTheApiAlone() throws Exception {
        try (var server = open("SIGNALBOX_HOSTS", "a")) {
            String cookie = cookie(logIn(server, "boss", "bosss-secret"));

            for (String request :
                    List.of("POST /events", "POST /openapi/createRule", "POST /api/../events")) {
                assertThat(server.send(request, "Host: a", cookie, PAGE).status())
                        .as(request)
                        .isEqualTo(401);
            }
            assertThat(server.send("GET /metrics", "Host: a", cookie).text())
                    .doesNotContain("secret-plans");
            assertThat(
                            server.send(
                                            "GET /api/rules",
                                            "Host: a",
                                            cookie,
                                            RawServer.basic("sender", "senders-secret"))
                                    .status())
                    .as("Authorization goes before it")
                    .isEqualTo(403);
        }
    }

    @Test
    void aSessionEndsAfterTwelveHoursAndInTheMiddleOfWork() throws Exception {
        try (var server = open()) {
            String cookie = cookie(logIn(server, "boss", "bosss-secret"));
            now = now.plus(Duration.ofHours(12)).minusSeconds(1);
            assertThat(server.send("GET /api/rules", "Host: a", cookie).status()).isEqualTo(200);

            now = now.plusSeconds(1);

            assertExpired(server.send("GET /api/rules", "Host: a", cookie));
            assertExpired(server.send("PUT /api/rules", "Host: a", cookie, PAGE));
            assertThat(who(server, cookie).path("signedIn").asBoolean()).isFalse();
            assertThat(who(server, cookie).has("account")).isFalse();
        }
    }

    @Test
    void aSessionThatWasLoggedOutIsOverAlthoughItsTokenIsGood() throws Exception {
        try (var server = open()) {
            String cookie = cookie(logIn(server, "boss", "bosss-secret"));
            String other = cookie(logIn(server, "boss", "bosss-secret"));

            Answer answer = server.send("DELETE /api/session", "Host: a", cookie, PAGE);

            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.text())
                    .contains(
                            "Set-Cookie: signalbox_session=; HttpOnly; SameSite=Strict; Path=/;"
                                    + " Max-Age=0\r\n");
            assertExpired(server.send("GET /api/rules", "Host: a", cookie));
            assertThat(server.send("GET /api/rules", "Host: a", other).status()).isEqualTo(200);
            assertThat(server.send("DELETE /api/session", "Host: a", cookie).status())
                    .isEqualTo(204);
        }
    }

    @Test
    void aSessionIsGoodAtEveryProcessAndAfterARestart() throws Exception {
        String cookie;
        try (var server = open()) {
            cookie = cookie(logIn(server, "boss", "bosss-secret"));
        }
        try (var server = open()) {
            assertThat(server.send("GET /api/rules", "Host: a", cookie).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'id': 'boss', 'secret': 'another-secret', 'account': '7', 'role': 'admin'}]",
                "[{'id': 'clerk', 'secret': 'bosss-secret', 'account': '7', 'role': 'admin'}]"
            })
    void aSessionEndsWithItsKeyOrItsSecret(String keys) throws Exception {
        try (var server = open()) {
            String cookie = cookie(logIn(server, "boss", "bosss-secret"));

            Files.writeString(folder.resolve("keys.json"), keys.replace('\'', '"'));

            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(
                            () -> assertExpired(server.send("GET /api/rules", "Host: a", cookie)));
        }
    }

    @Test
    void aTokenThatSomebodyMadeOrChangedIsNone() throws Exception {
        try (var server = open()) {
            String good = cookie(logIn(server, "boss", "bosss-secret"));
            String sender = good.replace("Ym9zcw", "c2VuZGVy");
            assertThat(sender).isNotEqualTo(good);
            var bad = new ArrayList<String>();
            bad.add(sender);
            bad.add(good + "A");
            bad.add(good + "=");
            bad.add(good.replace("=1.", "=2."));
            bad.add(good + "; signalbox_session=other");
            bad.add("Cookie: signalbox_session=");
            bad.add("Cookie: signalbox_session=1.Ym9zcw.99999999999.AAAAAAAAAAAAAAAAAAAAAA.");
            bad.add("Cookie: signalbox_session=" + "1".repeat(5_000));
            for (int i = "Cookie: signalbox_session=".length(); i < good.length() - 1; i++) {
                char other = good.charAt(i) == 'B' ? 'C' : 'B';
                bad.add(good.substring(0, i) + other + good.substring(i + 1));
            }

            for (String cookie : bad) {
                Answer answer = server.send("GET /api/rules", "Host: a", cookie);
                assertThat(answer.status()).as(cookie).isEqualTo(401);
                assertThat(answer.text()).contains("SessionExpired");
            }
            assertThat(server.send("GET /api/rules", "Host: a", good).status()).isEqualTo(200);
        }
    }

    @Test
    void afterFiveWrongTriesTheAddressWaits() throws Exception {
        try (var server = open()) {
            for (int i = 0; i < 5; i++) {
                Answer wrong = logIn(server, i % 2 == 0 ? "boss" : "nobody", "no-secret" + i);
                assertThat(wrong.status()).isEqualTo(401);
                assertThat(wrong.text())
                        .contains("WrongIdOrSecret")
                        .doesNotContain("no-secret", "Basic");
            }

            Answer answer = logIn(server, "boss", "bosss-secret");

            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.text()).contains("TooManyWrongSecrets", "Retry-After: 12");
            assertThat(answer.text()).doesNotContain("Set-Cookie");
            now = now.plusSeconds(12);
            assertThat(logIn(server, "boss", "bosss-secret").status()).isEqualTo(200);
            assertThat(server.metrics())
                    .contains(
                            "signalbox_http_refused_total{reason=\"credentials\"} 5.0",
                            "signalbox_http_refused_total{reason=\"guessing\"} 1.0");
        }
    }

    @ParameterizedTest
    @CsvSource({"sender, senders-secret", "watch, watchs-secret"})
    void aKeyThatMayNothingAtTheApiLogsNobodyIn(String id, String secret) throws Exception {
        try (var server = open()) {
            Answer answer = logIn(server, id, secret);

            RawServer.assertRefused(answer, "AccessDenied");
            assertThat(answer.text()).doesNotContain("Set-Cookie");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\": \"boss\", \"secret\": \"bosss-secret\", \"x\": 1}",
                "{\"id\": \"boss\"}",
                "{\"id\": \"boss\", \"secret\": 7}",
                "[\"bosss-secret\"]",
                "{\"secret\": \"bosss-secret\"",
                "bosss-secret"
            })
    void aBodyThatIsNoneIsNotQuoted(String body) throws Exception {
        try (var server = open()) {
            Answer answer = post(server, body, PAGE);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).doesNotContain("bosss-secret");
        }
    }

    @Test
    void byHttpsTheCookieIsSentByHttpsAlone() throws Exception {
        try (var server = open()) {
            Answer answer =
                    post(
                            server,
                            "{\"id\": \"boss\", \"secret\": \"bosss-secret\"}",
                            "origin: https://a");

            assertThat(answer.text()).contains("; Max-Age=43200; Secure\r\n");
        }
    }

    @Test
    void withoutKeysEverybodyIsSignedIn() throws Exception {
        try (var server = RawServer.open(null)) {
            JsonNode who = json(server.send("GET /api/session", "Host: localhost"));

            assertThat(who.path("keys").asBoolean(true)).isFalse();
            assertThat(who.path("signedIn").asBoolean()).isTrue();
            assertThat(who.path("may")).hasSize(4);
            assertThat(who.path("zone").asText()).isEqualTo("Asia/Shanghai");
            assertThat(who.path("defaultAccount").asText()).isEqualTo("1000000000000001");
            assertThat(server.send("DELETE /api/session", "Host: localhost").status())
                    .isEqualTo(204);
        }
    }

    @Test
    void aCallWithAnAccessKeyIsToldWhoItIs() throws Exception {
        try (var server = open()) {
            assertThat(who(server, RawServer.CREDENTIALS).path("key").asText()).isEqualTo("boss");
            assertThat(who(server, "a: b").path("signedIn").asBoolean(true)).isFalse();
        }
    }

    private static Answer logIn(RawServer server, String id, String secret) throws IOException {
        return post(server, "{\"id\": \"%s\", \"secret\": \"%s\"}".formatted(id, secret), PAGE);
    }

    private static Answer post(RawServer server, String body, String headers) throws IOException {
        try (Socket socket = server.connect()) {
            RawServer.write(
                    socket,
                    "POST /api/session",
                    "Host: a",
                    headers,
                    "sec-fetch-mode: cors",
                    "content-length: " + body.getBytes(UTF_8).length);
            socket.getOutputStream().write(body.getBytes(UTF_8));
            return RawServer.read(socket, false);
        }
    }

    private static String cookie(Answer answer) {
        Matcher set = COOKIE.matcher(answer.text());
        assertThat(set.find()).as(answer.text()).isTrue();
        return "Cookie: " + set.group(1);
    }

    private static JsonNode who(RawServer server, String header) throws IOException {
        Answer answer = server.send("GET /api/session", "Host: a", header);
        assertThat(answer.status()).isEqualTo(200);
        return json(answer);
    }

    private static JsonNode json(Answer answer) throws IOException {
        return Json.MAPPER.readTree(answer.text().substring(answer.text().indexOf("\r\n\r\n") + 4));
    }

    private static void assertExpired(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(401);
        assertThat(answer.text()).contains("\"SessionExpired\"");
    }
}
