package dev.signalbox.contract.replay;

/// Names a replay: `account/id`, which is also the key of its record.
///
/// @param account the account that ordered it
/// @param id as [ReplayId] draws it
public record ReplayKey(String account, String id) {
    private static final String PROGRESS = "progress";

    /// The key of the record of its progress: `account/id/progress`.
    public String progress() {
        return this + "/" + PROGRESS;
    }

    /// Whether the parts of a record's key are those of a progress.
    static boolean isProgress(String[] parts) {
        return parts.length == 3 && parts[2].equals(PROGRESS);
    }

    @Override
    public String toString() {
        return account + "/" + id;
    }
}
