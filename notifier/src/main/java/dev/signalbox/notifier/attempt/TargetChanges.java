package dev.signalbox.notifier.attempt;

import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The changes after which a target is tried at once, whatever was heard before: it is called at
/// another address or in another way, or a person has enabled it.
public final class TargetChanges {
    private TargetChanges() {}

    /// A listener to such changes, which is called on the threads that follow the topics.
    public interface Listener {
        /// A target is new, or its fields have changed that say where and how it is called.
        void moved(TargetKey key, Target target);

        /// A person enabled a target.
        void enabled(TargetKey key);
    }

    /// Listens from now on.
    public static void listen(Rulebook rules, HealthBook health, Listener listener) {
        var live = new AtomicBoolean(); // at first all rules are told
        rules.listen((_, before, after) -> {
            if (live.get() && after != null) {
                tell(before, after, listener);
            }
        });
        live.set(true);
        health.listenToEnabling(listener::enabled);
    }

    private static void tell(@Nullable Rule before, Rule after, Listener listener) {
        for (Target target : after.targets()) {
            Target former = before == null ? null : before.target(target.id());
            if (former == null || !former.isCalledLike(target)) {
                listener.moved(after.key().target(target.id()), target);
            }
        }
    }
}
