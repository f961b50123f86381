package dev.signalbox.console.live;

/// How many dead letters of an account wait to be sent again.
///
/// @param waiting as many as were counted
/// @param more whether there may be more
public record DeadLetterCount(int waiting, boolean more) {
    /// Not counted yet, or none.
    public static final DeadLetterCount NONE = new DeadLetterCount(0, false);
}
