package dev.signalbox.contract.rule;

import java.time.Instant;
import java.util.Map;

/// An event bus: what events arrive on and rules listen to. The bus `default` exists for every
/// account without having been made.
///
/// @param key the account and the name
/// @param description what people say of it; may be empty
/// @param created when it was made; the epoch for `default`
/// @param tags what EventBridge's clients marked it with
public record Bus(BusKey key, String description, Instant created, Map<String, String> tags) {
    /// The name of the bus that every account has.
    public static final String DEFAULT = "default";

    /// Copies the tags.
    public Bus {
        tags = Map.copyOf(tags);
    }

    /// A bus without tags.
    public Bus(BusKey key, String description, Instant created) {
        this(key, description, created, Map.of());
    }

    /// The default bus of an account.
    public static Bus defaultOf(String account) {
        return new Bus(new BusKey(account, DEFAULT), "", Instant.EPOCH);
    }
}
