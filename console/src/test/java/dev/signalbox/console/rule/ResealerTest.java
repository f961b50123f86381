package dev.signalbox.console.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.MemoryLog;
import dev.signalbox.console.change.ChangeQueue;
import dev.signalbox.console.change.ChangeQueue.Kind;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.settings.Settings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResealerTest {
    private static final String RULES = "/api/buses/default/rules/";
    private static final String RULE =
            """
            {"pattern": {}, "targets": [
              {"id": "a", "type": "http", "url": "https://h.example/?t=s1", "token": "s2"},
              {"id": "b", "type": "lark", "url": "https://h.example/?t=s3", "signingKey": "s4"},
              {"id": "c", "type": "email", "contacts": ["a@b.example"]}]}\
            """;

    @TempDir private Path data;
    private final MemoryLog log = new MemoryLog();

    @Test
    void afterAKeyWasAddedAllSecretsAreSealedUnderItAndStayWhatTheyWere() throws Exception {
        try (var rig = new ConsoleRig(log, data)) {
            rig.put(RULES + "old", RULE);
            rig.put(RULES + "none", "{\"pattern\": {}, \"targets\": []}");
            addKey("k2", 2);
            rig.put(RULES + "new", RULE);
            assertThat(rig.text("/metrics"))
                    .containsPattern(sealedRules("k1", 1))
                    .containsPattern(sealedRules("k2", 1));
            int written = log.size();

            Rulebook book = reseal();

            assertThat(log.size()).isEqualTo(written + 1);
            for (String name : new String[] {"old", "new"}) {
                var key = new RuleKey("1000000000000001", "default", name);
                var rule = Objects.requireNonNull(book.rule(key));
                assertThat(rule.revision()).isEqualTo(1);
                var vault = vault();
                var opened = new StringBuilder();
                rule.targets()
                        .forEach(target ->
                                target.withSecrets(secret -> {
                                    assertThat(secret.keyName()).startsWith("k2.");
                                    opened.append(vault.open(key, secret)).append(' ');
                                    return secret;
                                }));
                assertThat(opened)
                        .hasToString("https://h.example/?t=s1 s2 https://h.example/?t=s3 s4 ");
            }
            assertThat(rig.put(RULES + "old", RULE).body().path("revision").asInt()).isEqualTo(1);
            assertThat(rig.text("/metrics")).containsPattern(sealedRules("k1", 0));
            assertThat(reseal()).isNotNull();
            assertThat(log.size()).isEqualTo(written + 1);
        }
    }

    @Test
    void aSecretWhoseKeyIsLostStaysAsItIsAndTheOthersGoOn() throws Exception {
        try (var rig = new ConsoleRig(log, data)) {
            rig.put(RULES + "a", RULE);
            addKey("k2", 2);
            rig.put(RULES + "b", RULE);
        }
        Files.delete(data.resolve("secret-keys"));
        addKey("k2", 2);
        addKey("k3", 3);

        Rulebook book = reseal();

        assertThat(log.dump()).contains("sealed:k1.", "sealed:k3.");
        assertThat(book.rule(new RuleKey("1000000000000001", "default", "a"))).isNotNull();
    }

    private static String sealedRules(String key, int count) {
        return "signalbox_console_sealed_rules\\{key=\"%s\\.[0-9a-f]{12}\"} %d\\.0"
                .formatted(key, count);
    }

    private Rulebook reseal() throws InterruptedException {
        var book = new Rulebook();
        var reader = log.reader(book);
        reader.awaitPosition(log.size(), Duration.ZERO);
        try (var writer = new ChangeQueue(log.open(), reader, Duration.ofSeconds(10), Kind.RULES);
                var resealer = new Resealer(book, vault(), writer)) {
            resealer.count(new PrometheusRegistry());
            resealer.resealAll();
        }
        return book;
    }

    private Vault vault() {
        return Vault.open(
                Settings.forStandalone(Map.of("SIGNALBOX_DATA", data.toString())), new Rulebook());
    }

    private void addKey(String name, int seed) throws IOException {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        Files.writeString(
                data.resolve("secret-keys"),
                name + ":" + Base64.getEncoder().encodeToString(key) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
