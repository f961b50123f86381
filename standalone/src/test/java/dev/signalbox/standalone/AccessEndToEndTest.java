package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.aliyun.eventbridge.EventBridgeClient;
import com.aliyun.eventbridge.models.CloudEvent;
import com.aliyun.eventbridge.models.Config;
import com.aliyun.eventbridge.models.PutEventsResponse;
import com.aliyun.eventbridge.models.PutEventsResponseEntry;
import com.aliyun.eventbridge.util.EventBuilder;
import com.aliyun.tea.TeaException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Credentials;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.command.CommandRun;
import dev.signalbox.standalone.demo.DemoReceiver;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Signalbox with access keys, called by EventBridge's own client and from the command line.
class AccessEndToEndTest {
    private static final Credentials SENDER = new Credentials("sender", "senders-secret");
    private static final Credentials ADMIN = new Credentials("admin", "admins-secret");
    private static final Credentials STRANGER = new Credentials("stranger", "strangers-secret");
    private static final String KEYS =
            """
            [{"id": "sender", "secret": "senders-secret", "account": "7", "role": "ingest"},
             {"id": "admin", "secret": "admins-secret", "account": "7", "role": "admin"},
             {"id": "stranger", "secret": "strangers-secret", "account": "8", "role": "admin"}]
            """;

    @TempDir private static Path data;
    private static Path keys;
    private static Standalone signalbox;

    @BeforeAll
    static void start() throws Exception {
        keys = Files.writeString(data.resolve("keys.json"), KEYS);
        signalbox =
                Standalone.start(
                        Settings.forStandalone(
                                Map.of(
                                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                        "SIGNALBOX_ACCESS_KEYS", keys.toString(),
                                        "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8",
                                        "SIGNALBOX_DATA", data.toString())));
    }

    @AfterAll
    static void stop() {
        if (signalbox != null) {
            signalbox.close();
        }
    }

    @Test
    void eventBridgesClientIsKnownByItsSignature() throws Exception {
        PutEventsResponse response = put(SENDER, null);

        assertThat(response.getFailedEntryCount()).isZero();
        assertThat(response.getResourceOwnerAccountId()).isEqualTo("7");
        assertThat(put(SENDER, "7").getFailedEntryCount()).isZero();
    }

    @Test
    void eventBridgesClientReadsWhyItIsRefused() {
        assertRefused(new Credentials("sender", "another-secret"), "SignatureDoesNotMatch");
        assertRefused(new Credentials("nobody", "senders-secret"), "InvalidAccessKeyId");
    }

    @Test
    void nobodySendsEventsOfAnotherAccount() throws Exception {
        PutEventsResponse response = put(STRANGER, "7");

        assertThat(response.getEntryList())
                .extracting(PutEventsResponseEntry::getErrorCode)
                .containsExactly("AccessDenied");
    }

    @Test
    void accountsSeeAndReachOnlyWhatIsTheirs() throws Exception {
        try (var receiver = DemoReceiver.start();
                var sender = new ApiClient(signalbox.address(), SENDER);
                var admin = new ApiClient(signalbox.address(), ADMIN);
                var stranger = new ApiClient(signalbox.address(), STRANGER)) {
            putRule(admin, receiver.url("/sevens"));
            putRule(stranger, receiver.url("/eights"));

            assertThat(admin.get("/api/buses/default/rules?account=8").status()).isEqualTo(403);
            assertThat(stranger.get("/api/usage?account=7").status()).isEqualTo(403);
            assertThat(sender.get("/api/buses/default/rules").status()).isEqualTo(403);

            PutEventsResponse sent = put(SENDER, null);

            assertThat(sent.getFailedEntryCount()).isZero();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> {
                        assertThat(receiver.received("/sevens").taken()).isNotEmpty();
                        assertThat(delivered(admin)).isPositive();
                    });
            assertThat(receiver.received("/eights").taken()).isEmpty();
            assertThat(delivered(stranger)).isZero();
        }
    }

    private static void putRule(ApiClient api, URI url) throws Exception {
        String rule =
                """
                {"pattern": {"source": ["my.app"]},
                 "targets": [{"id": "hook", "type": "http", "url": "%s"}]}\
                """
                        .formatted(url);
        assertThat(api.put("/api/buses/default/rules/mine", rule).status()).isEqualTo(201);
    }

    private static long delivered(ApiClient api) throws Exception {
        JsonNode usage = Json.MAPPER.readTree(api.get("/api/usage").body());
        return usage.path("accounts").path(0).path("delivered").asLong();
    }

    @Test
    void emitSendsWithTheKeyOfTheEnvironment() throws Exception {
        Path file =
                Files.writeString(
                        data.resolve("event.json"),
                        """
                        {"specversion": "1.0", "id": "emitted", "source": "a.shell", "type": "t"}
                        """);
        String http = signalbox.address().getAuthority();

        assertThat(
                        run(
                                Map.of(
                                        "SIGNALBOX_HTTP", http,
                                        "SIGNALBOX_ACCESS_KEY_ID", "sender",
                                        "SIGNALBOX_ACCESS_KEY_SECRET", "senders-secret"),
                                "emit",
                                file.toString()))
                .isEqualTo("0 " + file + ": 1 accepted\n");
        assertThat(run(Map.of("SIGNALBOX_HTTP", http), "emit", file.toString()))
                .startsWith("1 signalbox: " + file + ": Authorization: is missing");
    }

    @Test
    void otherMachinesNeedKeysElseNothingStarts() {
        for (String command : List.of("start", "ingest", "router", "notifier", "console")) {
            assertThat(run(Map.of("SIGNALBOX_HTTP", "0.0.0.0:0"), command))
                    .startsWith("2 signalbox: SIGNALBOX_HTTP: 0.0.0.0:0 ")
                    .contains("SIGNALBOX_ACCESS_KEYS")
                    .hasLineCount(1);
        }
    }

    @Test
    void theEmbeddedBrokerIsNotOpenedToOtherMachines() {
        assertThat(run(Map.of("SIGNALBOX_KAFKA", "192.0.2.1:9092"), "start"))
                .startsWith(
                        "2 signalbox: SIGNALBOX_KAFKA: 192.0.2.1:9092 can be reached from other")
                .contains("neither TLS nor login")
                .hasLineCount(1);
    }

    @Test
    void aBrokenFileOfKeysKeepsEverythingFromStarting() throws Exception {
        Path broken =
                Files.writeString(
                        data.resolve("broken.json"),
                        "[{\"id\": \"a\", \"secret\": \"planted-secret\", \"role\": \"root\"}]");

        assertThat(run(Map.of("SIGNALBOX_ACCESS_KEYS", broken.toString()), "start"))
                .startsWith("2 signalbox: SIGNALBOX_ACCESS_KEYS: ")
                .contains("key 1: account: is missing", "key 1: role: ")
                .doesNotContain("planted-secret")
                .hasLineCount(1);
    }

    /// The exit code, a space, and what was printed.
    private static String run(Map<String, String> environment, String... arguments) {
        CommandRun.Result result = CommandRun.run(environment, "", arguments);
        return result.code() + " " + result.out() + result.err();
    }

    private static void assertRefused(Credentials credentials, String code) {
        assertThatThrownBy(() -> put(credentials, null))
                .isInstanceOfSatisfying(
                        TeaException.class,
                        e -> {
                            assertThat(e.getCode()).isEqualTo(code);
                            assertThat(e.getMessage()).doesNotContain(credentials.secret());
                        });
    }

    private static PutEventsResponse put(Credentials credentials, @Nullable String account)
            throws Exception {
        var config = new Config();
        config.accessKeyId = credentials.id();
        config.accessKeySecret = credentials.secret();
        config.endpoint = signalbox.address().getAuthority();
        CloudEvent event =
                EventBuilder.builder()
                        .withId("eb-1")
                        .withSource(URI.create("my.app"))
                        .withType("order:created")
                        .withJsonStringData("{}")
                        .withAliyunEventBus("default")
                        .build();
        if (account != null) {
            var extensions = new HashMap<String, Object>(event.extensions);
            extensions.put("aliyunaccountid", account);
            event.extensions = extensions;
        }
        return new EventBridgeClient(config).putEvents(List.of(event));
    }
}
