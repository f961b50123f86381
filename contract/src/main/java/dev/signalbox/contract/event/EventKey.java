package dev.signalbox.contract.event;

import java.nio.charset.StandardCharsets;

/// The account, the bus and the id of an event. On topics it is the text `account/bus/id`, so that
/// duplicates meet in one partition. Only the id may hold a slash.
///
/// Events of different sources may have one id, and so one key. The header [EventHeaders#ID_SCOPE]
/// distinguishes them.
///
/// @param account the Alibaba Cloud account
/// @param bus the event bus
/// @param id the CloudEvents `id`, which for DataWorks is the MessageId
public record EventKey(String account, String bus, String id) {

    /// @throws IllegalArgumentException when a part is empty or a slash would make the key
    ///   ambiguous
    public EventKey {
        if (account.isEmpty() || bus.isEmpty() || id.isEmpty()) {
            throw new IllegalArgumentException("an event key has an account, a bus and an id");
        }
        if (account.indexOf('/') >= 0 || bus.indexOf('/') >= 0) {
            throw new IllegalArgumentException("neither account nor bus may hold a slash");
        }
    }

    /// Reads a record's key.
    ///
    /// @throws IllegalArgumentException when it is not `account/bus/id`
    public static EventKey parse(String text) {
        int first = text.indexOf('/');
        int second = first < 0 ? -1 : text.indexOf('/', first + 1);
        if (second < 0) {
            throw new IllegalArgumentException("the key is not account/bus/id");
        }
        return new EventKey(
                text.substring(0, first),
                text.substring(first + 1, second),
                text.substring(second + 1));
    }

    /// The key as it is on topics, in UTF-8.
    public byte[] toBytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return account + "/" + bus + "/" + id;
    }
}
