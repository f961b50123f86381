package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An event reaches each contact of each method once, and each has an outcome of its own; people
/// who are named are reached where their contacts say.
class ContactsEndToEndTest {
    private static final String RULE =
            """
            {"pattern": {"source": ["acs.pai.dlc"]}, "targets": [
              {"id": "texts", "type": "sms", "template": "SMS_1",
               "contacts": ["+8613800000001", "+8613800000002", "+8613800000003"]},
              {"id": "call", "type": "voice", "template": "TTS_1", "contacts": ["@李雷"]},
              {"id": "mail", "type": "email", "contacts": ["a@example.com", "@李雷"]}]}\
            """;
    private static final String EVENT =
            """
            {"specversion": "1.0", "id": "e-1", "source": "acs.pai.dlc",
             "type": "pai:DlcJobProgress:Failed", "time": "2026-11-21T04:00:00Z",
             "data": {"DisplayName": "bert-finetune", "Status": "Failed"}}\
            """;

    @TempDir private static Path data;

    private static String people(String address) {
        return "{\"contacts\": [{\"name\": \"李雷\", \"voice\": \"+8613800000001\", \"email\": \"%s\"}]}"
                .formatted(address);
    }

    @Test
    void anEventIsToldToEachContactOnce() throws Exception {
        var calls = new CopyOnWriteArrayList<String>();
        var phones =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 9);
        phones.createContext(
                "/",
                exchange -> {
                    String query = exchange.getRequestURI().getRawQuery();
                    calls.add(exchange.getRequestHeaders().getFirst("x-acs-action") + " " + query);
                    String code =
                            query.contains("=13800000003") ? "isv.MOBILE_NUMBER_ILLEGAL" : "OK";
                    byte[] said =
                            "{\"Code\":\"%s\",\"Message\":\"x\"}".formatted(code).getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, said.length);
                    exchange.getResponseBody().write(said);
                    exchange.close();
                });
        phones.start();
        var mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        String base = "http://127.0.0.1:" + phones.getAddress().getPort();
        var settings =
                Settings.forStandalone(
                        Map.ofEntries(
                                Map.entry("SIGNALBOX_HTTP", "127.0.0.1:0"),
                                Map.entry("SIGNALBOX_KAFKA", "127.0.0.1:0"),
                                Map.entry("SIGNALBOX_DATA", data.toString()),
                                Map.entry("SIGNALBOX_MAX_TARGETS_PER_RULE", "6"),
                                Map.entry("SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8"),
                                Map.entry("SIGNALBOX_ALIYUN_ACCESS_KEY_ID", "testAk"),
                                Map.entry("SIGNALBOX_ALIYUN_ACCESS_KEY_SECRET", "testAkSecret"),
                                Map.entry("SIGNALBOX_SMS_ENDPOINT", base),
                                Map.entry("SIGNALBOX_SMS_SIGN_NAME", "测试"),
                                Map.entry("SIGNALBOX_VOICE_ENDPOINT", base),
                                Map.entry(
                                        "SIGNALBOX_SMTP",
                                        "smtp://127.0.0.1:" + mail.getSmtp().getPort()),
                                Map.entry("SIGNALBOX_MAIL_FROM", "signalbox@example.com")));
        try (var signalbox = Standalone.start(settings);
                var client = new ApiClient(signalbox.address())) {
            assertThat(client.put("/api/contacts", people("b@example.com")).status())
                    .isEqualTo(200);
            assertThat(client.put("/api/buses/default/rules/failed-jobs", RULE).status())
                    .isLessThan(300);

            client.post("/events", "application/cloudevents+json", EVENT);

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> {
                        JsonNode usage = Json.MAPPER.readTree(client.get("/api/usage").body());
                        JsonNode account = usage.at("/accounts/0");
                        assertThat(account.path("delivered").asInt()).isEqualTo(5);
                        assertThat(account.path("dead").asInt()).isEqualTo(1);
                        assertThat(account.at("/byChannel/sms").asInt()).isEqualTo(2);
                        assertThat(account.at("/byChannel/voice").asInt()).isEqualTo(1);
                        assertThat(account.at("/byChannel/email").asInt()).isEqualTo(2);
                    });
            assertThat(calls).hasSize(4);
            for (String number : new String[] {"13800000001", "13800000002", "13800000003"}) {
                assertThat(calls)
                        .filteredOn(call -> call.contains("PhoneNumbers=" + number))
                        .singleElement()
                        .asString()
                        .startsWith("SendSms OutId=dlv_");
            }
            assertThat(calls)
                    .filteredOn(call -> call.contains("CalledNumber=13800000001"))
                    .singleElement()
                    .asString()
                    .startsWith("SingleCallByTts ");
            assertThat(Arrays.stream(mail.getReceivedMessages()))
                    .extracting(letter -> letter.getAllRecipients()[0].toString())
                    .containsExactlyInAnyOrder("a@example.com", "b@example.com");
            assertThat(Arrays.stream(mail.getReceivedMessages()))
                    .extracting(letter -> letter.getMessageID())
                    .doesNotHaveDuplicates();

            assertThat(client.put("/api/contacts", people("c@example.com")).status())
                    .isEqualTo(200);
            client.post("/events", "application/cloudevents+json", EVENT.replace("e-1", "e-2"));

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(Arrays.stream(mail.getReceivedMessages()))
                                    .extracting(letter -> letter.getAllRecipients()[0].toString())
                                    .containsExactlyInAnyOrder(
                                            "a@example.com",
                                            "b@example.com",
                                            "a@example.com",
                                            "c@example.com"));
        } finally {
            phones.stop(0);
            mail.stop();
        }
    }
}
