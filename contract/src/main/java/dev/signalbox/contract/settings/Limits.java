package dev.signalbox.contract.settings;

/// The limits of requests and events. Defaults follow EventBridge's "Limits" page (March 2026) and
/// its clients' own checks.
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
    private static final int ADDED_BYTES = 256 << 10;

    static Limits read(SettingsReader reader) {
        return new Limits(
                reader.number(Setting.MAX_EVENT_BYTES, 1_024, 8 << 20),
                reader.number(Setting.MAX_BATCH_BYTES, 1_024, 64 << 20),
                reader.number(Setting.MAX_PUT_EVENTS, 1, 10_000),
                reader.number(Setting.MAX_BATCH_EVENTS, 1, 100_000),
                reader.number(Setting.MAX_ID_LENGTH, 1, 4_096),
                reader.number(Setting.MAX_SOURCE_LENGTH, 1, 4_096),
                reader.number(Setting.MAX_TYPE_LENGTH, 1, 4_096),
                reader.number(Setting.MAX_SUBJECT_LENGTH, 1, 4_096),
                reader.number(Setting.MAX_EXTENSION_LENGTH, 1, 65_536),
                reader.number(Setting.MAX_CONNECTIONS, 1, 1_000_000));
    }

    /// The bytes in which one event may be kept: escapes and the attributes that are added can make
    /// it longer than it was received.
    public int keptEventBytes() {
        return 2 * eventBytes + ADDED_BYTES;
    }

    /// The bytes that a record of an event may have, whoever wrote it: with its key and headers.
    public int eventRecordBytes() {
        return keptEventBytes() + ADDED_BYTES / 2;
    }

    /// The bytes that any other record may have: an event, and what is added while it is routed,
    /// delivered or put aside. By default this is 1 MiB, which Kafka's brokers and clients allow.
    public int recordBytes() {
        return keptEventBytes() + ADDED_BYTES;
    }
}
