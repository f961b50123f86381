package dev.signalbox.contract.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Who may call, from where, and how often.
///
/// @param keys file of the access keys; null where callers need none
/// @param networks the networks that may call
/// @param requestsPerSecond of each account; 0 for as many as they like
public record AccessRules(@Nullable Path keys, AllowedNetworks networks, int requestsPerSecond) {
    /// Anybody may call.
    public static final AccessRules NONE = new AccessRules(null, AllowedNetworks.ANY, 0);
}
