package dev.signalbox.contract.replay;

/// The account of a replay: what became of everything it read. At any time `read = repeated +
/// unmatched + matched + expired`, and `deliveries = delivered + merged + dead + cancelled +
/// inFlight`.
///
/// @param read records of the bus within the period; where retention overtook the reader, also the
///   offsets that are gone
/// @param repeated records that were chosen, but whose event was chosen before in this replay
/// @param unmatched records that rules, pattern, ids or `only` did not choose
/// @param matched events that made deliveries
/// @param expired offsets that retention deleted before they were read
/// @param deliveries deliveries made: one for each target and contact of each matched rule
/// @param delivered deliveries that a target took as a notification of their own
/// @param merged deliveries that a target took in the message of another one
/// @param dead deliveries that were given up
/// @param cancelled deliveries that were not attempted any more since the replay was cancelled
public record ReplayAccount(
        long read,
        long repeated,
        long unmatched,
        long matched,
        long expired,
        long deliveries,
        long delivered,
        long merged,
        long dead,
        long cancelled) {
    /// Nothing read.
    public static final ReplayAccount NONE = new ReplayAccount(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// Deliveries that have not ended.
    public long inFlight() {
        return deliveries - delivered - merged - dead - cancelled;
    }

    /// Whether both equations hold, and nothing is less than zero.
    public boolean addsUp() {
        return read == repeated + unmatched + matched + expired
                && inFlight() >= 0
                && Math.min(read, Math.min(repeated, unmatched)) >= 0
                && Math.min(matched, Math.min(expired, deliveries)) >= 0;
    }
}
