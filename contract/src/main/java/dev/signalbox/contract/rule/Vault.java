package dev.signalbox.contract.rule;

import dev.signalbox.contract.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Encrypts and decrypts the secrets of rules with AES-256-GCM under the keys of one file. The last
/// line's key encrypts, every key decrypts: a key is rotated by adding a line. A secret is bound to
/// the rule that holds it, so that it cannot be moved to another.
///
/// A file holds lines of `name:key`, the key being 32 bytes in base64. It is read again when it has
/// changed, before a secret is sealed and when one was sealed under a key that is not known yet. A
/// key that was taken out of it, or a file that cannot be read any more, changes nothing until the
/// next start.
public final class Vault {
    private static final Logger LOG = LoggerFactory.getLogger(Vault.class);
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;

    private final Path file;
    private final SecureRandom random = new SecureRandom();
    private volatile Keys keys;

    /// @param byName in the order of the file
    /// @param current the name of the key that encrypts
    /// @param stamp what the file was like when it was read
    private record Keys(Map<String, SecretKey> byName, String current, Stamp stamp) {}

    private record Stamp(FileTime modified, long size) {
        static Stamp of(Path file) throws IOException {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size());
            } catch (NoSuchFileException e) {
                return new Stamp(FileTime.fromMillis(0), -1);
            }
        }
    }

    private Vault(Path file, Keys keys) {
        this.file = file;
        this.keys = keys;
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
            warnWhereOthersMayRead(file);
            return new Vault(file, read(file));
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

    private static void warnWhereOthersMayRead(Path file) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null
                && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .log("every user of this machine may read the keys of rules' secrets");
        }
    }

    private static Keys read(Path file) throws IOException {
        Stamp stamp = Stamp.of(file);
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
        return new Keys(keys, current, stamp);
    }

    /// Takes up keys that were added to the file.
    private synchronized void refresh() {
        Keys known = keys;
        try {
            Stamp stamp = Stamp.of(file);
            if (stamp.equals(known.stamp)) {
                return;
            }
            // Looked at once, whether or not it can be used.
            keys = new Keys(known.byName, known.current, stamp);
            Keys found = read(file);
            var all = new LinkedHashMap<>(known.byName);
            found.byName.forEach((name, key) -> {
                SecretKey before = all.put(name, key);
                if (before != null && !before.equals(key)) {
                    throw new IllegalStateException(
                            "the key '%s' has become another; add a line instead".formatted(name));
                }
            });
            keys = new Keys(all, found.current, found.stamp);
            LOG.atInfo()
                    .addKeyValue("keys", found.byName.keySet())
                    .addKeyValue("current", found.current)
                    .log("read the keys of rules' secrets again");
        } catch (IOException | IllegalStateException e) {
            LOG.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", e.getMessage())
                    .log("the keys of rules' secrets cannot be read again; those known still hold");
        }
    }

    /// Whether a secret was sealed under the key that encrypts now.
    public boolean isCurrent(Sealed secret) {
        return secret.keyName().equals(keys.current);
    }

    /// Encrypts a secret of a rule.
    public Sealed seal(RuleKey rule, String secret) {
        refresh();
        Keys with = keys;
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed =
                crypt(
                        Cipher.ENCRYPT_MODE,
                        with.current,
                        nonce,
                        rule,
                        secret.getBytes(StandardCharsets.UTF_8));
        ByteBuffer both = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed);
        return new Sealed(
                Sealed.PREFIX
                        + with.current
                        + ":"
                        + Base64.getEncoder().withoutPadding().encodeToString(both.array()));
    }

    /// Decrypts a secret of a rule.
    ///
    /// @throws IllegalStateException when its key is not in the file, it was sealed for another
    ///   rule, or it is damaged
    public String open(RuleKey rule, Sealed secret) {
        String name = secret.keyName();
        byte[] both;
        try {
            both =
                    Base64.getDecoder()
                            .decode(
                                    secret.text()
                                            .substring(Sealed.PREFIX.length() + name.length() + 1));
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
        SecretKey key = keys.byName.get(keyName);
        if (key == null) {
            refresh();
            key = keys.byName.get(keyName);
        }
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
