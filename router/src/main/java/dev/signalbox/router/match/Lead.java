package dev.signalbox.router.match;

/// What a condition leads to: an entry, and the [Rest] that an event must fit besides, both by
/// their numbers in one word. So leads stand side by side in plain memory, and what they name is
/// not touched before it is needed.
final class Lead {
    private Lead() {}

    static long of(int entry, Rest rest) {
        return ((long) entry << Integer.SIZE) | rest.number;
    }

    static int entry(long lead) {
        return (int) (lead >>> Integer.SIZE);
    }

    /// The number of its rest.
    static int rest(long lead) {
        return (int) lead;
    }
}
