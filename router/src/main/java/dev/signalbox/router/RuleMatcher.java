package dev.signalbox.router;

import dev.signalbox.contract.match.PatternMachine;
import dev.signalbox.contract.match.Route;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The matcher of events with the enabled rules of their bus. The rulebook's thread changes it, the
/// stream threads ask it.
final class RuleMatcher {
    private static final Logger LOG = LoggerFactory.getLogger(RuleMatcher.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Rulebook rules;
    private final Map<BusKey, PatternMachine<RuleKey, Route>> byBus = new ConcurrentHashMap<>();
    private volatile long reached;
    private volatile long reachedWhenGivenUp = -1;

    /// Follows the rules from here on.
    RuleMatcher(Rulebook rules) {
        this.rules = rules;
        rules.listen(this::changed);
    }

    private void changed(RuleKey key, @Nullable Rule before, @Nullable Rule after) {
        if (after != null && after.enabled()) {
            byBus.computeIfAbsent(key.busKey(), ignored -> new PatternMachine<>())
                    .put(key, after.pattern(), Route.of(after));
            return;
        }
        PatternMachine<RuleKey, Route> machine = byBus.get(key.busKey());
        if (machine != null) {
            machine.remove(key);
        }
    }

    /// The routes of an event.
    ///
    /// @throws IOException when a rule looks into the event and it is not a JSON object
    List<Route> match(BusKey bus, String source, String type, byte[] event) throws IOException {
        PatternMachine<RuleKey, Route> machine = byBus.get(bus);
        return machine == null ? List.of() : machine.match(source, type, event);
    }

    /// Waits until the rules have been read as far as the event's sender had read them, at most a
    /// second; where that was in vain, not again before the rules have moved on.
    ///
    /// @return how far they have been read
    long await(long position) {
        if (position <= reached) {
            return reached;
        }
        long read = rules.position();
        if (read < position && read != reachedWhenGivenUp) {
            try {
                if (!rules.awaitPosition(position, PATIENCE)) {
                    reachedWhenGivenUp = rules.position();
                    LOG.atWarn()
                            .addKeyValue("wanted", position)
                            .addKeyValue("reached", reachedWhenGivenUp)
                            .log("matching without the newest rules: they have not come");
                }
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
            read = rules.position();
        }
        reached = read;
        return read;
    }
}
