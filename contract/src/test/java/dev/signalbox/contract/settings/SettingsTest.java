package dev.signalbox.contract.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.account.Quota;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.net.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void anEmptyEnvironmentIsAQuickStart() {
        var settings = Settings.forStandalone(Map.of());

        assertThat(settings.http().address()).isEqualTo(new HostPort("127.0.0.1", 8080));
        assertThat(settings.kafka().bootstrapServers()).isEqualTo("127.0.0.1:9092");
        assertThat(settings.accounts().standard()).isEqualTo("1000000000000001");
        assertThat(settings.secretKeys()).isEqualTo(Path.of("data/secret-keys"));
        assertThat(settings.router().dedupWindow()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.delivery().backoffRetry())
                .isEqualTo(new BackoffPause(Duration.ofSeconds(10), Duration.ofSeconds(20)));
        assertThat(settings.kafka().eventsRetention()).isEqualTo(Duration.ofDays(30));
        assertThat(settings.kafka().partitions()).isEqualTo(4);
        assertThat(settings.kafka().replication()).isEqualTo((short) 1);
        assertThat(settings.accounts().zone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
    }

    @Test
    void aRoomOfItsOwnHasMorePartitionsAndReplicasAndNoKeysOfItsOwn() {
        var settings = Settings.forRoom(Map.of());

        assertThat(settings.kafka().partitions()).isEqualTo(12);
        assertThat(settings.kafka().replication()).isEqualTo((short) 3);
        assertThat(settings.secretKeys()).isNull();
    }

    @Test
    void whatIsGivenCounts() {
        var settings =
                Settings.forRoom(
                        Map.of(
                                "SIGNALBOX_KAFKA", "k1:9092, k2:9092",
                                "SIGNALBOX_TENANTS", "28378=7, 1 = 8",
                                "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8, ::1",
                                "SIGNALBOX_BACKOFF_RETRY", "PT0.1S/PT0.2S",
                                "SIGNALBOX_PROCESSING_GUARANTEE", "exactly_once_v2",
                                "SIGNALBOX_PARTITIONS", " 3 ",
                                "PATH", "/bin"));

        assertThat(settings.kafka().bootstrapServers()).isEqualTo("k1:9092, k2:9092");
        assertThat(settings.accounts().tenants())
                .containsExactlyInAnyOrderEntriesOf(Map.of("28378", "7", "1", "8"));
        assertThat(settings.delivery().targetNetworks())
                .containsExactly(Network.parse("127.0.0.0/8"), Network.parse("::1/128"));
        assertThat(settings.delivery().backoffRetry().longest()).isEqualTo(Duration.ofMillis(200));
        assertThat(settings.router().exactlyOnce()).isTrue();
        assertThat(settings.kafka().partitions()).isEqualTo(3);
    }

    @Test
    void aValueThatLostCharactersIsRefused() {
        assertThatThrownBy(() -> Settings.forRoom(Map.of("SIGNALBOX_DATA", "\uFFFD\uFFFD")))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("SIGNALBOX_DATA: is not UTF-8");
    }

    @Test
    void targetsMayBeOnThisMachineOnlyWhereNobodyElseCallsAndNothingElseIsSaid() {
        assertThat(sendsHere(Map.of())).isTrue();
        assertThat(sendsHere(Map.of("SIGNALBOX_HTTP", "[::1]:8080"))).isTrue();
        for (var setting :
                Map.of(
                                "SIGNALBOX_TARGET_NETWORKS", "none",
                                "SIGNALBOX_HOSTS", "box.lan",
                                "SIGNALBOX_ACCESS_KEYS", "keys.json",
                                "SIGNALBOX_HTTP", "0.0.0.0:8080")
                        .entrySet()) {
            assertThat(sendsHere(Map.ofEntries(setting))).as("%s", setting).isFalse();
        }
        assertThat(sendsHere(Map.of("SIGNALBOX_TARGET_NETWORKS", "10.0.0.0/8"))).isFalse();
        assertThat(Settings.forRoom(Map.of()).delivery().thisMachine()).isFalse();
    }

    private static boolean sendsHere(Map<String, String> environment) {
        return Settings.forStandalone(environment).delivery().thisMachine();
    }

    @Test
    void furtherHostsAreNamesWithoutPorts() {
        assertThat(Settings.forRoom(Map.of()).http().hosts()).isEmpty();
        assertThat(Settings.forRoom(Map.of("SIGNALBOX_HOSTS", "Box.Lan, signalbox")).http().hosts())
                .containsExactlyInAnyOrder("box.lan", "signalbox");
        for (String wrong :
                List.of("box.lan:8080", "http://box.lan", "a,,b", "*", "a.", ".a", "a b", "甲")) {
            assertThatThrownBy(() -> Settings.forRoom(Map.of("SIGNALBOX_HOSTS", wrong)))
                    .isInstanceOf(InvalidSettings.class)
                    .hasMessageStartingWith("SIGNALBOX_HOSTS: '")
                    .hasMessageContaining("is not a host name");
        }
    }

    @Test
    void quotasAreThoseOfEventBridgeForTargetsAndGenerousForTheRest() {
        assertThat(Settings.forRoom(Map.of()).accounts().quotas().limits())
                .isEqualTo(
                        Map.of(
                                Quota.TARGETS_PER_RULE,
                                5,
                                Quota.RULES_PER_BUS,
                                200_000,
                                Quota.BUSES,
                                1_000));
        assertThat(
                        Settings.forRoom(Map.of("SIGNALBOX_MAX_TARGETS_PER_RULE", "100"))
                                .accounts()
                                .quotas()
                                .of(Quota.TARGETS_PER_RULE))
                .isEqualTo(100);
        assertThatThrownBy(() -> Settings.forRoom(Map.of("SIGNALBOX_MAX_TARGETS_PER_RULE", "101")))
                .hasMessageContaining("'101' is not a whole number from 0 to 100");
    }

    @Test
    void anEmptyVariableIsAsGoodAsNone() {
        assertThat(Settings.forStandalone(Map.of("SIGNALBOX_PARTITIONS", " ")).kafka().partitions())
                .isEqualTo(4);
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThatThrownBy(() ->
                        Settings.forStandalone(
                                Map.of(
                                        "SIGNALBOX_HTTP", "8080",
                                        "SIGNALBOX_KAFKA", "kafka",
                                        "SIGNALBOX_PARTITIONS", "0",
                                        "SIGNALBOX_DEDUP_WINDOW", "24h",
                                        "SIGNALBOX_BACKOFF_RETRY", "PT20S/PT10S",
                                        "SIGNALBOX_ZONE", "Shanghai",
                                        "SIGNALBOX_TENANTS", "1=a/b",
                                        "SIGNALBOX_PROCESSING_GUARANTEE", "exactly_once")))
                .isInstanceOf(InvalidSettings.class)
                .message()
                .contains(
                        "SIGNALBOX_HTTP: '8080' is not host:port",
                        "SIGNALBOX_KAFKA: 'kafka' is not host:port",
                        "SIGNALBOX_PARTITIONS: '0' is not a whole number from 1 to 10000",
                        "SIGNALBOX_DEDUP_WINDOW: '24h' is not an ISO 8601 duration such as PT30S",
                        "SIGNALBOX_BACKOFF_RETRY: the longest pause is shorter than the shortest",
                        "SIGNALBOX_ZONE: ",
                        "SIGNALBOX_TENANTS: 'a/b' is not an account",
                        "SIGNALBOX_PROCESSING_GUARANTEE: 'exactly_once' is neither");
    }

    @Test
    void anUnknownVariableIsToldTheKnownOneThatIsNear() {
        assertThatThrownBy(() -> Settings.forStandalone(Map.of("SIGNALBOX_PARTITION", "4")))
                .hasMessage(
                        "SIGNALBOX_PARTITION: there is no such setting; is SIGNALBOX_PARTITIONS"
                                + " meant?");
    }

    @Test
    void theValueOfAnUnknownVariableIsNotShown() {
        assertThatThrownBy(() -> Settings.forRoom(Map.of("SIGNALBOX_PASSPHRASE", "open sesame")))
                .hasMessage("SIGNALBOX_PASSPHRASE: there is no such setting");
    }

    @Test
    void whatKubernetesAddsForAServicePasses() {
        Settings.forRoom(
                Map.of(
                        "SIGNALBOX_SERVICE_HOST", "10.0.0.1",
                        "SIGNALBOX_SERVICE_PORT_HTTP", "8080",
                        "SIGNALBOX_PORT", "tcp://10.0.0.1:8080",
                        "SIGNALBOX_PORT_8080_TCP_ADDR", "10.0.0.1"));

        assertThatThrownBy(() -> Settings.forRoom(Map.of("SIGNALBOX_PORT", "8080")))
                .hasMessageContaining("SIGNALBOX_PORT: there is no such setting");
    }

    @Test
    void aDoorThatOtherMachinesReachNeedsKeys() {
        for (String loopback :
                new String[] {"127.0.0.1:1", "localhost:1", "[::1]:1", "127.9.9.9:1"}) {
            Settings.forStandalone(Map.of("SIGNALBOX_HTTP", loopback))
                    .http()
                    .requireKeysBeyondLoopback();
        }
        for (String open : new String[] {"0.0.0.0:1", "[::]:1", "192.0.2.1:1", "no.such.host:1"}) {
            Settings.forRoom(Map.of("SIGNALBOX_HTTP", open, "SIGNALBOX_ACCESS_KEYS", "keys.json"))
                    .http()
                    .requireKeysBeyondLoopback();
            assertThatThrownBy(() ->
                            Settings.forRoom(Map.of("SIGNALBOX_HTTP", open))
                                    .http()
                                    .requireKeysBeyondLoopback())
                    .isInstanceOf(InvalidSettings.class)
                    .hasMessageContaining(open)
                    .hasMessageContaining("SIGNALBOX_ACCESS_KEYS");
        }
    }

    @Test
    void theBrokerOfStandaloneIsForThisMachineOnlyWhateverKeysThereAre() {
        for (String loopback : new String[] {"127.0.0.1:9092", "localhost:0", "[::1]:9092"}) {
            Settings.forStandalone(Map.of("SIGNALBOX_KAFKA", loopback)).kafka().requireLoopback();
        }
        for (String open : new String[] {"0.0.0.0:1", "192.0.2.1:9092", "no.such.host:1"}) {
            var settings =
                    Settings.forStandalone(
                            Map.of("SIGNALBOX_KAFKA", open, "SIGNALBOX_ACCESS_KEYS", "keys.json"));
            assertThatThrownBy(settings.kafka()::requireLoopback)
                    .isInstanceOf(InvalidSettings.class)
                    .hasMessageContaining("SIGNALBOX_KAFKA: " + open)
                    .hasMessageContaining("neither TLS nor login");
        }
    }

    @Test
    void aKeyToCallWithIsWholeOrNotThere() {
        var settings =
                Settings.forStandalone(
                        Map.of(
                                "SIGNALBOX_ACCESS_KEY_ID", "me",
                                "SIGNALBOX_ACCESS_KEY_SECRET", "open sesame"));

        assertThat(settings.credentials()).isEqualTo(new Credentials("me", "open sesame"));
        assertThat(settings.toString()).doesNotContain("open sesame");
        assertThatThrownBy(() ->
                        Settings.forStandalone(
                                Map.of("SIGNALBOX_ACCESS_KEY_SECRET", "open sesame")))
                .hasMessageContaining("SIGNALBOX_ACCESS_KEY_ID: is missing")
                .hasMessageNotContaining("open sesame");
    }

    @Test
    void everySettingHasAMeaningAndADefaultThatIsValid() {
        var defaults =
                Arrays.stream(Setting.values())
                        .collect(
                                java.util.stream.Collectors.toMap(
                                        Setting::variable, setting -> setting.defaultValue(true)));

        assertThat(Settings.forStandalone(defaults))
                .usingRecursiveComparison()
                .ignoringFields("kafka.eventsRetentionGiven")
                .isEqualTo(Settings.forStandalone(Map.of()));
        assertThat(Setting.values())
                .allSatisfy(setting -> assertThat(setting.meaning()).isNotBlank());
    }

    @Test
    void keysOfTheServicesForPhonesAndMailAreReadAndNeverShown() {
        var settings =
                Settings.forRoom(
                        Map.of(
                                "SIGNALBOX_ALIYUN_ACCESS_KEY_ID", "LTAI1",
                                "SIGNALBOX_ALIYUN_ACCESS_KEY_SECRET", "open sesame",
                                "SIGNALBOX_SMS_SIGN_NAME", "测试",
                                "SIGNALBOX_SMS_ENDPOINT", "http://127.0.0.1:9",
                                "SIGNALBOX_SMTP", "smtp://ops%40example.com:open%20sesame@mail:587",
                                "SIGNALBOX_MAIL_FROM", "Signalbox <ops@example.com>"));

        assertThat(settings.phones().key()).isEqualTo(new Credentials("LTAI1", "open sesame"));
        assertThat(settings.phones().smsSignName()).isEqualTo("测试");
        assertThat(settings.phones().smsEndpoint()).hasToString("http://127.0.0.1:9");
        assertThat(settings.phones().voiceEndpoint()).hasHost("dyvmsapi.aliyuncs.com");
        assertThat(settings.mail().server()).extracting("password").isEqualTo("open sesame");
        assertThat(settings.mail().sender()).isEqualTo("Signalbox <ops@example.com>");
        assertThat(settings.toString()).doesNotContain("sesame").contains("ops@example.com:***@");
    }

    @Test
    void halfAKeyAndEndpointsThatAreNoneAreProblems() {
        assertThatThrownBy(() ->
                        Settings.forRoom(
                                Map.of(
                                        "SIGNALBOX_ALIYUN_ACCESS_KEY_ID", "LTAI1",
                                        "SIGNALBOX_SMS_ENDPOINT", "dysmsapi.aliyuncs.com",
                                        "SIGNALBOX_VOICE_ENDPOINT", "https://a:sesame@host",
                                        "SIGNALBOX_SMTP", "smtp://ops:sesame#1@host:25",
                                        "SIGNALBOX_MAIL_FROM", "nobody")))
                .isInstanceOf(InvalidSettings.class)
                .message()
                .contains(
                        "SIGNALBOX_ALIYUN_ACCESS_KEY_SECRET: is missing",
                        "SIGNALBOX_SMS_ENDPOINT: is not http://host[:port]",
                        "SIGNALBOX_VOICE_ENDPOINT: has more than a host and a port",
                        "SIGNALBOX_SMTP: is no",
                        "SIGNALBOX_MAIL_FROM: 'nobody' is neither")
                .doesNotContain("sesame");
    }
}
