package dev.signalbox.contract.settings;

/// How large what comes in may be. Defaults follow EventBridge's "Limits" page (March 2026) and its
/// clients' own checks.
///
/// @param eventBytes one event, in bytes as received (256 KiB)
/// @param batchBytes one request's body, in bytes (1 MiB)
/// @param putEventsCount events in one putEvents call (16)
/// @param batchCount events in one CloudEvents batch (1,000)
/// @param idLength characters of `id` (128)
/// @param sourceLength characters of `source` (128)
/// @param typeLength characters of `type` (64)
/// @param subjectLength characters of `subject` (512)
/// @param extensionLength characters of any other attribute's value (1,024)
/// @param connections connections open at one time (4,096)
public record Limits(
        int eventBytes,
        int batchBytes,
        int putEventsCount,
        int batchCount,
        int idLength,
        int sourceLength,
        int typeLength,
        int subjectLength,
        int extensionLength,
        int connections) {
    private static final int ROOM = 256 << 10;

    /// The bytes in which one event may be kept: escapes and the attributes that are added can make
    /// it longer than it was received.
    public int keptEventBytes() {
        return 2 * eventBytes + ROOM;
    }

    /// The bytes that a record of an event may have, whoever wrote it: with its key and headers.
    public int eventRecordBytes() {
        return keptEventBytes() + ROOM / 2;
    }

    /// The bytes that any other record may have: an event, and what is added while it is routed,
    /// delivered or put aside. By default this is 1 MiB, which Kafka's brokers and clients allow.
    public int recordBytes() {
        return keptEventBytes() + ROOM;
    }
}
