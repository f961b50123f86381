package dev.signalbox.contract.rule;

import java.nio.file.Path;

/// The file of keys that secrets are sealed with, as one who looks at it may know it.
public final class SecretKeyFile {
    private SecretKeyFile() {}

    /// How many keys it holds and which one encrypts, in words.
    ///
    /// @throws IllegalStateException saying why it cannot be used, but never with a key
    public static String describe(Path file) {
        SecretKeys keys = SecretKeys.read(file);
        if (keys.keys().isEmpty()) {
            throw new IllegalStateException(
                    "SIGNALBOX_SECRET_KEYS: %s: holds no key".formatted(file));
        }
        int count = keys.keys().size();
        return "%s, of which %s encrypts"
                .formatted(count == 1 ? "one key" : count + " keys", keys.current().name());
    }
}
