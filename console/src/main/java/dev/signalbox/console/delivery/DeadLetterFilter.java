package dev.signalbox.console.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.rule.TargetKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which dead letters of an account are asked for.
///
/// @param account whose
/// @param bus null for any
/// @param rule the rule's name; null for any
/// @param target the target's id; null for any
/// @param from the earliest death, included
/// @param to the latest death, included
/// @param ids deliveries, each of whose newest dead letter is asked for; empty for any
/// @param redriven whether those that were sent again are asked for as well
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

    /// The one target that is asked for, or null.
    @Nullable TargetKey onlyTarget() {
        return bus == null || rule == null || target == null
                ? null
                : new TargetKey(account, bus, rule, target);
    }

    /// The target that a record is about, when it is asked for; else null. Most records may be of
    /// other accounts; their keys need no text.
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
            return null; // nobody can read it
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
                && deadLetter.died() >= from.toEpochMilli()
                && deadLetter.died() <= to.toEpochMilli();
    }
}
