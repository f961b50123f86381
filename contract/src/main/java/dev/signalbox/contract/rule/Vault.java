package dev.signalbox.contract.rule;

import dev.signalbox.contract.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts and decrypts the secrets of rules with AES-256-GCM under the keys of one file. The last
/// line's key encrypts, every key decrypts: a key is rotated by adding a line. A secret is bound to
/// the rule that holds it, so that it cannot be moved to another.
///
/// A file holds lines of `name:key`, the key being 32 bytes in base64.
public final class Vault {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;

    private final Map<String, SecretKey> keys;
    private final String current;
    private final SecureRandom random = new SecureRandom();

    private Vault(Map<String, SecretKey> keys, String current) {
        this.keys = keys;
        this.current = current;
    }

    /// Opens the file that the settings name; in standalone it is made when it is not there,
    /// readable by its owner alone.
    ///
    /// @throws IllegalStateException when no file is named or it cannot be used
    public static Vault open(Settings settings) {
        Path file = settings.secretKeys();
        if (file == null) {
            throw new IllegalStateException(
                    "SIGNALBOX_SECRET_KEYS names no file of keys for the secrets of rules");
        }
        try {
            if (settings.standalone() && Files.notExists(file)) {
                create(file);
            }
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException("SIGNALBOX_SECRET_KEYS: cannot read " + file, e);
        }
    }

    private static void create(Path file) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path draft =
                Files.createTempFile(
                        file.toAbsolutePath().getParent(),
                        file.getFileName() + ".",
                        ".new",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, "k1:" + Base64.getEncoder().encodeToString(key) + "\n");
        // Whole or not at all: a half-written file would keep every later start from working.
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Vault read(Path file) throws IOException {
        var keys = new LinkedHashMap<String, SecretKey>();
        String current = "";
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank()) {
                continue;
            }
            int colon = line.indexOf(':');
            byte[] key;
            try {
                key = Base64.getDecoder().decode(line.substring(colon + 1).strip());
            } catch (IllegalArgumentException e) {
                key = new byte[0];
            }
            if (colon <= 0 || key.length != KEY_BYTES) {
                throw new IllegalStateException(
                        "SIGNALBOX_SECRET_KEYS: a line of %s is not name:base64 of %d bytes"
                                .formatted(file, KEY_BYTES));
            }
            current = line.substring(0, colon).strip();
            if (keys.put(current, new SecretKeySpec(key, "AES")) != null) {
                throw new IllegalStateException(
                        "SIGNALBOX_SECRET_KEYS: %s holds two keys '%s'".formatted(file, current));
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalStateException("SIGNALBOX_SECRET_KEYS: " + file + " holds no key");
        }
        return new Vault(keys, current);
    }

    /// Encrypts a secret of a rule.
    public Sealed seal(RuleKey rule, String secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed =
                crypt(
                        Cipher.ENCRYPT_MODE,
                        current,
                        nonce,
                        rule,
                        secret.getBytes(StandardCharsets.UTF_8));
        ByteBuffer both = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed);
        return new Sealed(
                Sealed.PREFIX
                        + current
                        + ":"
                        + Base64.getEncoder().withoutPadding().encodeToString(both.array()));
    }

    /// Decrypts a secret of a rule.
    ///
    /// @throws IllegalStateException when its key is not in the file, it was sealed for another
    ///   rule, or it is damaged
    public String open(RuleKey rule, Sealed secret) {
        String text = secret.text();
        int colon = text.indexOf(':', Sealed.PREFIX.length());
        String name = text.substring(Sealed.PREFIX.length(), colon);
        byte[] both;
        try {
            both = Base64.getDecoder().decode(text.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            both = new byte[0];
        }
        if (both.length < NONCE_BYTES) {
            throw new IllegalStateException("a secret of rule %s is damaged".formatted(rule));
        }
        byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
        byte[] sealed = Arrays.copyOfRange(both, NONCE_BYTES, both.length);
        return new String(
                crypt(Cipher.DECRYPT_MODE, name, nonce, rule, sealed), StandardCharsets.UTF_8);
    }

    private byte[] crypt(int mode, String keyName, byte[] nonce, RuleKey rule, byte[] text) {
        SecretKey key = keys.get(keyName);
        if (key == null) {
            throw new IllegalStateException(
                    "SIGNALBOX_SECRET_KEYS holds no key '%s', which a secret of rule %s needs"
                            .formatted(keyName, rule));
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(rule.toString().getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "a secret of rule %s does not open with key '%s'".formatted(rule, keyName), e);
        }
    }
}
