package dev.signalbox.contract.settings;

/// An access key, as those have it who call a Signalbox.
public record Credentials(String id, String secret) {
    @Override
    public String toString() {
        return "access key " + id;
    }
}
