package dev.signalbox.contract.settings;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who may call, from where, and how often.
///
/// @param keys file of the access keys; null where callers need none
/// @param networks the networks that may call
/// @param hosts names, in lower case, that a door without access keys may be called by, besides
///   `localhost`, IP addresses and the name it listens on
/// @param requestsPerSecond of each account; 0 for as many as they like
public record AccessRules(
        @Nullable Path keys, AllowedNetworks networks, Set<String> hosts, int requestsPerSecond) {
    /// Anybody may call.
    public static final AccessRules NONE = new AccessRules(null, AllowedNetworks.ANY, Set.of(), 0);

    /// Copies what could change.
    public AccessRules {
        hosts = Set.copyOf(hosts);
    }
}
