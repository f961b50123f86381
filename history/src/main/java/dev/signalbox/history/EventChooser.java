package dev.signalbox.history;

import dev.signalbox.contract.match.PatternMachine;
import dev.signalbox.contract.pattern.Pattern;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The choice of events by rules, a further pattern and ids. An event's body is read only where a
/// rule that its source and type fit, or the further pattern, looks at more.
///
/// Any thread may ask.
///
/// @param <R> the type that represents a rule
public final class EventChooser<R> {
    private final PatternMachine<R, R> rules = new PatternMachine<>();
    private final @Nullable PatternMachine<Boolean, Boolean> further;
    private final Set<String> ids;

    /// @param rules the rules' patterns
    /// @param pattern what events have to match as well; null for nothing
    /// @param ids the ids that they may have; empty for any
    public EventChooser(Map<R, Pattern> rules, @Nullable Pattern pattern, Set<String> ids) {
        rules.forEach((rule, wanted) -> this.rules.put(rule, wanted, rule));
        this.ids = Set.copyOf(ids);
        if (pattern == null) {
            further = null;
        } else {
            further = new PatternMachine<>();
            further.put(true, pattern, true);
        }
    }

    /// The rules that choose an event, in no order; none where it is not chosen, or no event.
    public List<R> choose(KeptEvent event) {
        if (!event.readable() || (!ids.isEmpty() && !ids.contains(event.eventKey().id()))) {
            return List.of();
        }
        try {
            List<R> matched = rules.match(event.source(), event.type(), event.body());
            return matched.isEmpty() || fitsFurther(event) ? matched : List.of();
        } catch (IOException e) {
            return List.of(); // not JSON: the router has rejected it
        }
    }

    private boolean fitsFurther(KeptEvent event) throws IOException {
        return further == null
                || !further.match(event.source(), event.type(), event.body()).isEmpty();
    }
}
