package dev.signalbox.console.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.rule.TargetKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The choice of dead letters in a search.
///
/// @param account the account that owns them
/// @param bus null for any
/// @param rule the rule's name; null for any
/// @param target the target's id; null for any
/// @param from the earliest death, included
/// @param to the latest death, included
/// @param ids ids of deliveries, of each of which only the newest dead letter is chosen; empty for
///   any
/// @param redriven whether those that were sent again are chosen too
record DeadLetterFilter(
        String account,
        @Nullable String bus,
        @Nullable String rule,
        @Nullable String target,
        Instant from,
        Instant to,
        Set<String> ids,
        boolean redriven) {

    /// Copies the ids.
    DeadLetterFilter {
        ids = Set.copyOf(ids);
    }

    /// The only target that can match, or null where several can.
    @Nullable TargetKey onlyTarget() {
        return bus == null || rule == null || target == null
                ? null
                : new TargetKey(account, bus, rule, target);
    }

    /// Returns the target of a record when it matches; else null. It compares bytes first, because
    /// most records may belong to other accounts.
    @Nullable TargetKey wanted(byte @Nullable [] key) {
        byte[] begin = (account + "/").getBytes(UTF_8);
        if (key == null
                || key.length < begin.length
                || !Arrays.equals(key, 0, begin.length, begin, 0, begin.length)) {
            return null;
        }
        try {
            TargetKey of = TargetKey.parse(new String(key, UTF_8));
            return matches(bus, of.bus())
                            && matches(rule, of.rule())
                            && matches(target, of.target())
                    ? of
                    : null;
        } catch (IllegalArgumentException e) {
            return null; // an unreadable record
        }
    }

    private static boolean matches(@Nullable String wanted, String is) {
        return wanted == null || wanted.equals(is);
    }

    boolean wants(String id) {
        return ids.isEmpty() || ids.contains(id);
    }

    boolean wants(DeadLetterLocation deadLetter) {
        return (redriven || deadLetter.redriven() == null)
                && deadLetter.diedMillis() >= from.toEpochMilli()
                && deadLetter.diedMillis() <= to.toEpochMilli();
    }
}
