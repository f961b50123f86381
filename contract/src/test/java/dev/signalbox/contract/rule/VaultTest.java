package dev.signalbox.contract.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
    private static final RuleKey RULE = new RuleKey("1", "default", "r");

    @TempDir private Path folder;
    private int writes;

    @Test
    void standaloneMakesAFileThatOnlyItsOwnerReads() throws IOException {
        var data = folder.resolve("data");

        Vault.open(Settings.forStandalone(Map.of("SIGNALBOX_DATA", data.toString())));

        assertThat(Files.getPosixFilePermissions(data.resolve("secret-keys")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var files = Files.list(data)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aSecretOpensAgainAfterARestart() {
        var settings = Settings.forStandalone(Map.of("SIGNALBOX_DATA", folder.toString()));
        Sealed secret = Vault.open(settings).seal(RULE, "geheim 火车");

        assertThat(Vault.open(settings).open(RULE, secret)).isEqualTo("geheim 火车");
        assertThat(secret.text()).startsWith("sealed:k1:").doesNotContain("geheim");
        assertThat(secret).hasToString("***");
    }

    @Test
    void theSameSecretIsSealedDifferentlyEachTime() throws IOException {
        Vault vault = vault(line("k1", 1));

        assertThat(vault.seal(RULE, "x")).isNotEqualTo(vault.seal(RULE, "x"));
    }

    @Test
    void afterARotationOldSecretsOpenAndNewOnesHaveTheNewKey() throws IOException {
        Sealed old = vault(line("k1", 1)).seal(RULE, "old");

        Vault rotated = vault(line("k1", 1) + line("k2", 2));

        assertThat(rotated.open(RULE, old)).isEqualTo("old");
        assertThat(rotated.seal(RULE, "new").text()).startsWith("sealed:k2:");
    }

    @Test
    void aKeyThatIsAddedIsTakenUpWhileItRuns() throws IOException {
        Vault sealing = vault(line("k1", 1));
        Vault opening = vault(line("k1", 1));
        Sealed old = sealing.seal(RULE, "old");
        assertThat(sealing.isCurrent(old)).isTrue();

        write(line("k1", 1) + line("k2", 2));
        Sealed fresh = sealing.seal(RULE, "new");

        assertThat(fresh.keyName()).isEqualTo("k2");
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
            Vault vault = vault(line("k1", 1));
            Sealed old = vault.seal(RULE, "old");

            write(spoiled);

            assertThat(vault.seal(RULE, "new").keyName()).as(spoiled).isEqualTo("k1");
            assertThat(vault.open(RULE, old)).isEqualTo("old");
            write(line("k1", 1) + line("k2", 2));
            assertThat(vault.seal(RULE, "new").keyName()).as(spoiled).isEqualTo("k2");
        }
    }

    @Test
    void aKeyThatIsTakenOutOrAFileThatIsGoneStillOpensUntilTheNextStart() throws IOException {
        Vault vault = vault(line("k1", 1));
        Sealed old = vault.seal(RULE, "old");

        write(line("k2", 2));
        Sealed fresh = vault.seal(RULE, "new");
        Files.delete(folder.resolve("keys"));

        assertThat(fresh.keyName()).isEqualTo("k2");
        assertThat(vault.seal(RULE, "newer").keyName()).isEqualTo("k2");
        assertThat(vault.open(RULE, old)).isEqualTo("old");
        assertThatThrownBy(() -> vault.open(RULE, new Sealed("sealed:k3:AAAA" + "A".repeat(20))))
                .hasMessageContaining("holds no key 'k3'");
    }

    @Test
    void aRoomOfItsOwnDemandsAFileThatIsThere() {
        Path nowhere = folder.resolve("nowhere");

        assertThatThrownBy(() ->
                        Vault.open(
                                Settings.forRoom(
                                        Map.of("SIGNALBOX_SECRET_KEYS", nowhere.toString()))))
                .hasMessageStartingWith("SIGNALBOX_SECRET_KEYS: cannot read " + nowhere);
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void withoutItsKeyOrWithAnotherASecretStaysShut() throws IOException {
        Sealed secret = vault(line("k1", 1)).seal(RULE, "x");

        Vault without = vault(line("k2", 1));
        assertThatThrownBy(() -> without.open(RULE, secret))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("holds no key 'k1'");
        Vault another = vault(line("k1", 2));
        assertThatThrownBy(() -> another.open(RULE, secret))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not open with key 'k1'");
    }

    @Test
    void aSecretMovedToAnotherRuleStaysShut() throws IOException {
        Vault vault = vault(line("k1", 1));
        Sealed secret = vault.seal(RULE, "x");

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
            assertThatThrownBy(() -> vault.open(RULE, new Sealed(damaged)))
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
        assertThatThrownBy(() -> Vault.open(Settings.forRoom(Map.of())))
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
                        Map.of("SIGNALBOX_SECRET_KEYS", folder.resolve("keys").toString())));
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
