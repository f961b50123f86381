package dev.signalbox.contract.replay;

/// The part of a partition of `signalbox.events` that a replay reads.
///
/// @param begin the first offset
/// @param end the offset after the last one
public record OffsetRange(long begin, long end) {
    /// @throws IllegalArgumentException when the end comes before the beginning
    public OffsetRange {
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("offsets go from " + begin + " to " + end);
        }
    }

    /// How many offsets there are.
    public long size() {
        return end - begin;
    }
}
