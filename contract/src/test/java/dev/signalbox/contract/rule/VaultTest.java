package dev.signalbox.contract.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
    private static final RuleKey RULE = new RuleKey("1", "default", "r");

    /// As the former build sealed it for this rule, under the key of seed 1, named `k1`.
    private static final SealedSecret FORMER =
            new SealedSecret("sealed:k1:4Z3gUfiQBCvWgSAXaVr/XEtUzAEwOustmRHndHurkurIyQ");

    /// The same under the key of seed 2, also named `k1`.
    private static final SealedSecret FORMER_OTHER =
            new SealedSecret("sealed:k1:GPpsuS7tblUwBn79dHGsXGm6R5GBr4FLwDHqaEyJ3IDIWQ");

    @TempDir private Path folder;
    private Rulebook rules = new Rulebook();
    private int writes;

    @Test
    void standaloneMakesAFileThatOnlyItsOwnerReads() throws IOException {
        var data = folder.resolve("data");

        Vault.open(
                Settings.forStandalone(Map.of("SIGNALBOX_DATA", data.toString())), new Rulebook());

        assertThat(Files.getPosixFilePermissions(data.resolve("secret-keys")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var files = Files.list(data)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aSecretOpensAgainAfterARestart() {
        var settings = Settings.forStandalone(Map.of("SIGNALBOX_DATA", folder.toString()));
        SealedSecret secret = Vault.open(settings, rules).seal(RULE, "geheim 火车");

        assertThat(Vault.open(settings, rules).open(RULE, secret)).isEqualTo("geheim 火车");
        assertThat(secret.text()).matches("sealed:k1\\.[0-9a-f]{12}:.*").doesNotContain("geheim");
        assertThat(secret).hasToString("***");
    }

    @Test
    void theSameSecretIsSealedDifferentlyEachTime() throws IOException {
        Vault vault = vault(line("k1", 1));

        assertThat(vault.seal(RULE, "x")).isNotEqualTo(vault.seal(RULE, "x"));
    }

    @Test
    void afterARotationOldSecretsOpenAndNewOnesHaveTheNewKey() throws IOException {
        SealedSecret old = vault(line("k1", 1)).seal(RULE, "old");

        Vault rotated = vault(line("k1", 1) + line("k2", 2));

        assertThat(rotated.open(RULE, old)).isEqualTo("old");
        assertThat(rotated.seal(RULE, "new").text()).startsWith("sealed:k2.");
    }

    @Test
    void aKeyThatIsAddedIsTakenUpWhileItRuns() throws IOException {
        Vault sealing = vault(line("k1", 1));
        Vault opening = vault(line("k1", 1));
        SealedSecret old = sealing.seal(RULE, "old");
        assertThat(sealing.isCurrent(old)).isTrue();

        write(line("k1", 1) + line("k2", 2));
        SealedSecret fresh = sealing.seal(RULE, "new");

        assertThat(fresh.keyName()).startsWith("k2.");
        assertThat(sealing.isCurrent(old)).isFalse();
        assertThat(opening.open(RULE, fresh)).isEqualTo("new");
        assertThat(opening.open(RULE, old)).isEqualTo("old");
    }

    @Test
    void aFileThatIsSpoiledWhileItRunsChangesNothing() throws IOException {
        for (String spoiled :
                new String[] {
                    "",
                    "k1:AAAA",
                    line("k1", 1) + "k2:",
                    line("k1", 3),
                    line("k1", 3) + line("k2", 2)
                }) {
            rules = new Rulebook();
            Vault vault = vault(line("k1", 1));
            SealedSecret old = vault.seal(RULE, "old");
            rule("r", old);

            write(spoiled);

            assertThat(vault.seal(RULE, "new").keyName()).as(spoiled).isEqualTo(old.keyName());
            assertThat(vault.open(RULE, old)).isEqualTo("old");
            assertThat(vault.keysNotInFile()).as(spoiled).isEqualTo(1);
            assertThat(vault.missing()).isEmpty();
            write(line("k1", 1) + line("k2", 2));
            assertThat(vault.seal(RULE, "new").keyName()).as(spoiled).startsWith("k2.");
            assertThat(vault.keysNotInFile()).as(spoiled).isZero();
        }
    }

    @Test
    void aKeyThatIsTakenOutOrAFileThatIsGoneStillOpensUntilTheNextStart() throws IOException {
        Vault vault = vault(line("k1", 1));
        SealedSecret old = vault.seal(RULE, "old");

        write(line("k2", 2));
        SealedSecret fresh = vault.seal(RULE, "new");
        Files.delete(folder.resolve("keys"));

        assertThat(fresh.keyName()).startsWith("k2.");
        assertThat(vault.seal(RULE, "newer").keyName()).startsWith("k2.");
        assertThat(vault.open(RULE, old)).isEqualTo("old");
        assertThatThrownBy(() -> vault.open(RULE, new SealedSecret("sealed:k3:" + "A".repeat(40))))
                .hasMessageContaining("needs the key 'k3'");
    }

    @Test
    void aRoomOfItsOwnDemandsAFileThatIsThere() {
        Path nowhere = folder.resolve("nowhere");

        assertThatThrownBy(() ->
                        Vault.open(
                                Settings.forRoom(
                                        Map.of("SIGNALBOX_SECRET_KEYS", nowhere.toString())),
                                rules))
                .hasMessage("SIGNALBOX_SECRET_KEYS: %s does not exist", nowhere);
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void withoutItsKeyOrWithAnotherASecretStaysShut() throws IOException {
        SealedSecret secret = vault(line("k1", 1)).seal(RULE, "x");

        Vault without = vault(line("k2", 2));
        assertThatThrownBy(() -> without.open(RULE, secret))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs the key '%s'", secret.keyName());
        Vault another = vault(line("k1", 2));
        assertThatThrownBy(() -> another.open(RULE, secret))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs the key '%s'", secret.keyName());
        assertThat(vault(line("renamed", 1)).open(RULE, secret)).isEqualTo("x");
    }

    @Test
    void aSecretOfTheFormerBuildOpensWithTheKeyOfItsLine() throws IOException {
        rule("r", FORMER);

        Vault vault = vault(line("k1", 1));

        assertThat(vault.open(RULE, FORMER)).isEqualTo("geheim");
        assertThat(vault.isCurrent(FORMER)).isFalse();
        assertThat(vault.missing()).isEmpty();
        assertThat(vault.keysNotInFile()).isZero();
    }

    @Test
    void rulesOfTheFormerBuildDemandTheKeyThatSealedThemAndNotOneOfItsName() {
        rule("r", FORMER);

        for (String other : new String[] {line("k1", 2), line("k2", 1), "\n"}) {
            assertThatThrownBy(() -> vault(other))
                    .as(other)
                    .hasMessageContaining("does not hold the key k1, which one rule is sealed with")
                    .hasMessageContaining("add the line 'k1:lost'");
        }
    }

    @Test
    void aFormerKeyThatIsDeclaredLostStillOpensWhatItOpens() throws IOException {
        rule("r", FORMER);
        rule("other", FORMER_OTHER);

        assertThatThrownBy(() -> vault(line("k1", 1))).hasMessageContaining("one rule");
        Vault vault = vault("k1:lost\n" + line("k1", 1));

        assertThat(vault.open(RULE, FORMER)).isEqualTo("geheim");
        assertThatThrownBy(() -> vault.open(new RuleKey("1", "default", "other"), FORMER_OTHER))
                .hasMessageContaining("is sealed with the lost key 'k1'");
    }

    @Test
    void rulesDemandEachOfTheirKeysInOneLine() throws IOException {
        rule("a", vault(line("k1", 1)).seal(RULE, "x"));
        rule("b", vault(line("k1", 1)).seal(RULE, "x"));
        var first = rules;
        rules = new Rulebook();
        SealedSecret second = vault(line("k2", 2)).seal(RULE, "x");
        rules = first;
        assertThatThrownBy(() -> vault(line("k3", 3)))
                .message()
                .matches(
                        ".*/keys does not hold the key k1\\.[0-9a-f]{12}, which 2 rules are sealed"
                                + " with:.*");

        Vault vault = vault(line("k3", 3) + line("k1", 1) + line("k4", 4));
        assertThat(vault.missing()).isEmpty();
        rule("c", second);

        assertThat(vault.missing())
                .singleElement()
                .asString()
                .contains("does not hold the key k2.", "one rule");
        assertThatThrownBy(() -> vault(line("k1", 1))).hasMessageContaining("the key k2.");
        write(line("k1", 1) + line("k2", 2));
        assertThat(vault.missing()).isEmpty();
    }

    @Test
    void aDamagedSecretDoesNotKeepTheOthersFromStarting() throws IOException {
        String text = vault(line("k1", 1)).seal(RULE, "x").text();
        rule("r", new SealedSecret(text.substring(0, text.length() - 2) + "AA"));
        rule("s", new SealedSecret("sealed:k1:AAAA"));

        assertThat(vault(line("k1", 1)).missing()).isEmpty();
    }

    @Test
    void standaloneMakesAKeyOnlyWhereNoRuleNeedsOne() throws IOException {
        var settings = Settings.forStandalone(Map.of("SIGNALBOX_DATA", folder.toString()));
        Path file = folder.resolve("secret-keys");
        Files.writeString(file, "\n");
        SealedSecret secret = Vault.open(settings, rules).seal(RULE, "x");
        rule("r", secret);
        for (String spoiled : new String[] {"", "\n", "k9:lost\n"}) {
            Files.writeString(file, spoiled);
            assertThatThrownBy(() -> Vault.open(settings, rules))
                    .hasMessageContaining("the key " + secret.keyName());
            assertThat(file).hasContent(spoiled);
        }
        Files.writeString(file, "%s:lost\n".formatted(secret.keyName()));

        Vault vault = Vault.open(settings, rules);

        assertThat(vault.seal(RULE, "y").keyName()).isNotEqualTo(secret.keyName());
        assertThat(Files.readAllLines(file)).hasSize(2).contains(secret.keyName() + ":lost");
        assertThat(vault.missing()).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsReportedInOneLine() throws IOException {
        Files.createDirectory(folder.resolve("folder"));
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, (byte) 0xfe});
        for (String name : new String[] {"folder", "binary"}) {
            assertThatThrownBy(() ->
                            Vault.open(
                                    Settings.forRoom(
                                            Map.of(
                                                    "SIGNALBOX_SECRET_KEYS",
                                                    folder.resolve(name).toString())),
                                    rules))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("SIGNALBOX_SECRET_KEYS: " + folder.resolve(name) + ": ")
                    .message()
                    .doesNotContain("Exception", "\n");
        }
    }

    @Test
    void aSecretMovedToAnotherRuleStaysShut() throws IOException {
        Vault vault = vault(line("k1", 1));
        SealedSecret secret = vault.seal(RULE, "x");

        assertThatThrownBy(() -> vault.open(new RuleKey("2", "default", "r"), secret))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDamagedSecretIsToldAsSuch() throws IOException {
        Vault vault = vault(line("k1", 1));
        String text = vault.seal(RULE, "x").text();

        for (String damaged :
                new String[] {
                    "sealed:k1:",
                    "sealed:k1:AAAA",
                    "sealed:k1:%%%",
                    text.substring(0, 30),
                    text.substring(0, text.length() - 2) + "AA"
                }) {
            assertThatThrownBy(() -> vault.open(RULE, new SealedSecret(damaged)))
                    .as(damaged)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aFileThatCannotBeUsedIsToldWithItsSettingAndWithoutItsKeys() throws IOException {
        for (String content :
                new String[] {
                    "",
                    "\n",
                    "k1",
                    "k1:AAAA",
                    ":" + key(1),
                    "k1:" + key(1) + "x",
                    line("k1", 1) + line("k1", 2)
                }) {
            assertThatThrownBy(() -> vault(content))
                    .as(content)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("SIGNALBOX_SECRET_KEYS")
                    .message()
                    .doesNotContain(key(1));
        }
        assertThatThrownBy(() -> Vault.open(Settings.forRoom(Map.of()), rules))
                .hasMessageContaining("SIGNALBOX_SECRET_KEYS names no file");
    }

    private static String key(int seed) {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        return Base64.getEncoder().encodeToString(key);
    }

    private static String line(String name, int seed) {
        return name + ":" + key(seed) + "\n";
    }

    private Vault vault(String content) throws IOException {
        write(content);
        return Vault.open(
                Settings.forRoom(
                        Map.of("SIGNALBOX_SECRET_KEYS", folder.resolve("keys").toString())),
                rules);
    }

    private void rule(String name, SealedSecret url) {
        var key = new RuleKey("1", "default", name);
        var rule =
                new Rule(
                        key,
                        "",
                        true,
                        everything(),
                        List.of(new Target.Wecom("t", DeliveryOptions.DEFAULT, url)),
                        1,
                        Instant.EPOCH,
                        Instant.EPOCH);
        rules.apply(
                new ConsumerRecord<>(
                        "signalbox.rules",
                        0,
                        0,
                        key.toString().getBytes(StandardCharsets.UTF_8),
                        RuleRecords.write(rule)));
    }

    private static Pattern everything() {
        try {
            return Pattern.parse(Json.MAPPER.createObjectNode());
        } catch (InvalidPattern e) {
            throw new IllegalStateException(e);
        }
    }

    /// Replaces the file at once, as an admin's editor does, so that its time is another.
    private void write(String content) throws IOException {
        Path file = folder.resolve("keys");
        Path draft = Files.writeString(folder.resolve("draft"), content);
        FileTime time = FileTime.from(Instant.EPOCH.plusSeconds(++writes));
        Files.setLastModifiedTime(draft, time);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
