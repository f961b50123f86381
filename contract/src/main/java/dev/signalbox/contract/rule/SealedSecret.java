package dev.signalbox.contract.rule;

/// An encrypted secret, as it is on the topic; only a [Vault] with the right key opens it.
///
/// @param text `sealed:<key name>:<base64>`
public record SealedSecret(String text) {
    static final String PREFIX = "sealed:";

    /// @throws IllegalArgumentException when the text has another form
    public SealedSecret {
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
