package dev.signalbox.console.backtest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.history.ChosenEvents;
import dev.signalbox.history.ForecastCounter;
import dev.signalbox.history.IdSet;
import dev.signalbox.history.KeptEvent;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The comparison of an edited rule with its stored revision: which events it chooses in addition,
/// and which no more. Not for several threads.
final class RevisionComparison implements AutoCloseable {
    private static final int EXAMPLES = 5;

    private final Rule stored;
    private final IdSet met;
    private final ForecastCounter counter;
    private final EvenSpread<ObjectNode> addedExamples = new EvenSpread<>(EXAMPLES);
    private final EvenSpread<ObjectNode> removedExamples = new EvenSpread<>(EXAMPLES);
    private long added;
    private long removed;
    private long same;

    private RevisionComparison(Rule stored, ChosenEvents chosen, Path folder) {
        this.stored = stored;
        met = new IdSet(folder);
        counter = new ForecastCounter(chosen, met);
    }

    /// The comparison that a backtest needs; null where there is nothing to compare with.
    static @Nullable RevisionComparison of(BacktestRules rules, ChosenEvents chosen, Path folder) {
        Rule stored = rules.stored();
        return stored == null
                ? null
                : new RevisionComparison(
                        stored,
                        new ChosenEvents(
                                chosen.bus(),
                                chosen.from(),
                                chosen.to(),
                                List.of(stored),
                                null,
                                chosen.ids()),
                        folder);
    }

    /// Takes an event.
    ///
    /// @param edited what became of it by the edited rule
    void see(KeptEvent event, ForecastCounter.Counted edited) {
        ForecastCounter.Counted before = counter.count(event);
        if (edited.matched() && before.rules().isEmpty()) {
            added++;
            addedExamples.offer(() -> EventSamples.view(event));
        } else if (before.matched() && edited.rules().isEmpty()) {
            removed++;
            removedExamples.offer(() -> EventSamples.view(event));
        } else if (edited.matched()) {
            same++;
        }
    }

    /// The result.
    ObjectNode view() {
        ObjectNode json = BacktestReport.object();
        json.put("rule", stored.key().rule());
        json.put("revision", stored.revision());
        json.put("added", added);
        json.put("removed", removed);
        json.put("same", same);
        json.putArray("addedExamples").addAll(addedExamples.all());
        json.putArray("removedExamples").addAll(removedExamples.all());
        return json;
    }

    @Override
    public void close() {
        met.close();
    }
}
