package dev.signalbox.contract.stats;

/// What is counted for each account.
public enum Counted {
    /// Events that were acknowledged.
    ACCEPTED(0, "accepted"),
    /// Events that were dropped: their id had been seen.
    REPEATED(1, "repeated"),
    /// Deliveries that live events made, one for each rule and target or contact.
    MATCHED(2, "matched"),
    /// Deliveries that a target took, those of replays among them.
    DELIVERED(3, "delivered"),
    /// Deliveries that a target took in the message of another one.
    MERGED(4, "merged"),
    /// Deliveries that were given up.
    DEAD(5, "dead"),
    /// Attempts that failed, whether or not another one follows.
    FAILED_ATTEMPTS(6, "failedAttempts");

    private final int place;
    private final String label;

    Counted(int place, String label) {
        this.place = place;
        this.label = label;
    }

    /// The name in records and in the API.
    public String label() {
        return label;
    }

    /// Its place in arrays that have one for each, from 0 on; never written down.
    public int place() {
        return place;
    }
}
