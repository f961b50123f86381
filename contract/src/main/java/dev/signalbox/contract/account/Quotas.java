package dev.signalbox.contract.account;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The limits of an account.
///
/// @param limits those that are set; for the others the settings count
public record Quotas(Map<Quota, Integer> limits) {
    /// No limit set.
    public static final Quotas NONE = new Quotas(Map.of());

    /// Copies the limits.
    ///
    /// @throws IllegalArgumentException when one is below 0 or above the highest
    public Quotas {
        var copy = new EnumMap<Quota, Integer>(Quota.class);
        copy.putAll(limits);
        copy.forEach((quota, limit) -> {
            if (limit < 0 || limit > quota.most()) {
                throw new IllegalArgumentException(
                        "%s is not from 0 to %d".formatted(quota.field(), quota.most()));
            }
        });
        limits = Collections.unmodifiableMap(copy);
    }

    /// The limit, or null where none is set.
    public @Nullable Integer of(Quota quota) {
        return limits.get(quota);
    }

    /// The limit, or where none is set, the others'.
    ///
    /// @throws IllegalArgumentException when the others have none either
    public int orElse(Quotas others, Quota quota) {
        Integer own = of(quota);
        Integer limit = own == null ? others.of(quota) : own;
        if (limit == null) {
            throw new IllegalArgumentException("no limit is set for " + quota.field());
        }
        return limit;
    }
}
