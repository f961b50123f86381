package dev.signalbox.contract.rule;

/// A secret as it stands on the topic: encrypted, and only a [Vault] with the right key opens it.
///
/// @param text `sealed:<key name>:<base64>`
public record Sealed(String text) {
    static final String PREFIX = "sealed:";

    /// @throws IllegalArgumentException when the text has another form
    public Sealed {
        if (!text.startsWith(PREFIX) || text.indexOf(':', PREFIX.length()) < 0) {
            throw new IllegalArgumentException("not a sealed secret");
        }
    }

    /// The name of the key that opens it.
    public String keyName() {
        return text.substring(PREFIX.length(), text.indexOf(':', PREFIX.length()));
    }

    @Override
    public String toString() {
        return "***";
    }
}
