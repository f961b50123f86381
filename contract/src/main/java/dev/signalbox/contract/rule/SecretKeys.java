package dev.signalbox.contract.rule;

import dev.signalbox.contract.file.WholeFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The content of the file of keys that the secrets of rules are sealed with.
///
/// A line is `name:key`, the key being 32 bytes in base64, or `name:lost`, by which an operator
/// says that a key that rules are sealed with is gone for good.
///
/// @param keys in the order of the file; the last one encrypts
/// @param lost the names of the keys that are declared lost
/// @param stamp of the file when it was read
record SecretKeys(List<Key> keys, Set<String> lost, Stamp stamp) {
    private static final int KEY_BYTES = 32;
    private static final int FINGERPRINT_BYTES = 6;
    private static final String LOST = "lost";

    SecretKeys {
        keys = List.copyOf(keys);
        lost = Set.copyOf(lost);
    }

    /// A key of the file.
    ///
    /// @param name as secrets give it: the line's name, a dot, and the key's fingerprint
    /// @param formerName the line's name alone, as former builds gave it
    record Key(String name, String formerName, SecretKey key) {
        static Key of(String lineName, byte[] bytes) {
            return new Key(
                    lineName + "." + fingerprint(bytes), lineName, new SecretKeySpec(bytes, "AES"));
        }

        /// Whether a secret with this key name was sealed with this very key.
        boolean hasSealed(String keyName) {
            return fingerprintOf(name).equals(fingerprintOf(keyName));
        }

        private static String fingerprintOf(String keyName) {
            return keyName.substring(keyName.lastIndexOf('.') + 1);
        }

        private static String fingerprint(byte[] key) {
            try {
                var digest = MessageDigest.getInstance("SHA-256").digest(key);
                return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }

    /// The time and size of a file, which change when it is written.
    record Stamp(FileTime modified, long size) {
        private static final Stamp NONE = new Stamp(FileTime.fromMillis(0), -1);

        static Stamp of(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size());
            } catch (IOException e) {
                return NONE;
            }
        }
    }

    /// Reads the file; where there is none, there are no keys.
    ///
    /// @throws IllegalStateException with what is wrong with it, but never with a key
    static SecretKeys read(Path file) {
        Stamp stamp = Stamp.of(file);
        var keys = new ArrayList<Key>();
        var lost = new LinkedHashSet<String>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank()) {
                continue;
            }
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(0, colon)).strip();
            String text = line.substring(colon + 1).strip();
            if (!name.isEmpty() && text.equals(LOST)) {
                lost.add(name);
                continue;
            }
            byte @Nullable [] bytes = decode(text);
            if (name.isEmpty() || bytes == null) {
                throw wrong(
                        file,
                        "line %d is neither name:base64 of %d bytes nor name:lost; restore the file from a backup"
                                .formatted(i + 1, KEY_BYTES));
            }
            if (keys.stream().anyMatch(key -> key.formerName().equals(name))) {
                throw wrong(file, "holds two keys '%s'".formatted(name));
            }
            keys.add(Key.of(name, bytes));
        }
        return new SecretKeys(keys, lost, stamp);
    }

    private static byte @Nullable [] decode(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return bytes.length == KEY_BYTES ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (AccessDeniedException e) {
            throw wrong(file, "may not be read by the user that Signalbox runs as");
        } catch (CharacterCodingException e) {
            throw wrong(file, "is not text; restore the file from a backup");
        } catch (IOException e) {
            throw wrong(file, "cannot be read: " + e.getMessage());
        }
    }

    private static IllegalStateException wrong(Path file, String problem) {
        return new IllegalStateException("SIGNALBOX_SECRET_KEYS: %s: %s".formatted(file, problem));
    }

    /// Makes a key and writes it to the file, behind what these hold.
    ///
    /// @return the file's keys with the new one
    SecretKeys withNewKey(Path file) {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        int number = 1;
        while (lost.contains("k" + number)) {
            number++;
        }
        var text = new StringBuilder();
        lost.forEach(name -> text.append(name).append(':').append(LOST).append('\n'));
        text.append("k%d:%s\n".formatted(number, Base64.getEncoder().encodeToString(bytes)));
        try {
            WholeFile.write(file, text.toString());
        } catch (IOException e) {
            throw wrong(file, "cannot be written: " + e.getMessage());
        }
        return read(file);
    }

    /// The key that encrypts.
    Key current() {
        return keys.getLast();
    }

    /// The keys that may have sealed a secret with this key name: one alone, but where the name is
    /// a former build's and the line's key was changed.
    List<Key> candidates(String keyName) {
        List<Key> exact = keys.stream().filter(key -> key.hasSealed(keyName)).toList();
        return exact.isEmpty()
                ? keys.stream().filter(key -> key.formerName().equals(keyName)).toList()
                : exact;
    }

    /// Whether a key of this name is here or declared lost.
    boolean accountFor(String keyName) {
        return lost.contains(keyName) || !candidates(keyName).isEmpty();
    }
}
