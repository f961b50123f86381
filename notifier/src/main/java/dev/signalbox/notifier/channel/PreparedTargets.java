package dev.signalbox.notifier.channel;

import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.transform.InvalidTransform;
import dev.signalbox.contract.transform.Transformer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A cache of what a channel made of its targets, to use it for every delivery: secrets opened,
/// urls read, transforms taken apart. A target that was changed is prepared anew. For any thread.
///
/// @param <T> the channel's targets
/// @param <P> what they are made into
public final class PreparedTargets<T extends Target, P> {
    private static final int KEPT = 20_000;

    private final Preparation<T, P> preparation;
    private final ConcurrentHashMap<TargetKey, Prepared<T, P>> kept = new ConcurrentHashMap<>();

    private record Prepared<T, P>(T target, P value) {}

    /// Prepares a target.
    @FunctionalInterface
    public interface Preparation<T, P> {
        /// Prepares one.
        ///
        /// @throws IllegalArgumentException saying, without secrets, why it can never be used
        /// @throws IllegalStateException saying why it cannot be used now
        P prepare(T target, RuleKey rule);
    }

    /// @param preparation is called when a target is met for the first time, or has changed
    public PreparedTargets(Preparation<T, P> preparation) {
        this.preparation = preparation;
    }

    /// Does something with a prepared target.
    ///
    /// @return what `send` returns; where the target cannot be prepared, a reply that says why
    public Reply with(TargetKey key, T target, Function<P, Reply> send) {
        P value;
        try {
            value = prepared(key, target);
        } catch (IllegalArgumentException e) {
            return new Reply.Refused(0, String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            return new Reply.Failed(
                    0, "the target's secrets do not open: " + e.getMessage(), Duration.ZERO);
        }
        return send.apply(value);
    }

    /// A prepared target; null where it cannot be prepared.
    public @Nullable P find(TargetKey key, T target) {
        try {
            return prepared(key, target);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return null;
        }
    }

    private P prepared(TargetKey key, T target) {
        Prepared<T, P> known = kept.get(key);
        if (known != null && known.target().equals(target)) {
            return known.value();
        }
        P value = preparation.prepare(target, key.ruleKey());
        if (kept.size() >= KEPT) {
            kept.clear();
        }
        kept.put(key, new Prepared<>(target, value));
        return value;
    }

    /// A target's transform, ready to be applied.
    ///
    /// @throws IllegalArgumentException saying why it cannot be used
    public static Transformer transformer(Target target) {
        try {
            return Transformer.of(target.options().transform());
        } catch (InvalidTransform e) {
            throw new IllegalArgumentException(
                    "the target's transform cannot be used: " + e.getMessage());
        }
    }
}
