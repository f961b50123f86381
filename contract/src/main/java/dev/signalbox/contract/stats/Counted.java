package dev.signalbox.contract.stats;

/// What is counted for each account.
public enum Counted {
    /// Events that were acknowledged.
    ACCEPTED("accepted"),
    /// Events that were dropped: their id had been seen.
    REPEATED("repeated"),
    /// Deliveries that live events made, one for each rule and target or contact.
    MATCHED("matched"),
    /// Deliveries that a target took, those of replays among them.
    DELIVERED("delivered"),
    /// Deliveries that a target took in the message of another one.
    MERGED("merged"),
    /// Deliveries that were given up.
    DEAD("dead"),
    /// Attempts that failed, whether or not another one follows.
    FAILED_ATTEMPTS("failedAttempts");

    private final String label;

    Counted(String label) {
        this.label = label;
    }

    /// The name in records and in the API.
    public String label() {
        return label;
    }

    /// Its place in arrays that have one for each, from 0 on; never written down.
    public int place() {
        return ordinal();
    }
}
