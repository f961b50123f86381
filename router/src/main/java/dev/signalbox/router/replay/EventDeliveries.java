package dev.signalbox.router.replay;

import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.match.Route;
import dev.signalbox.contract.replay.PinnedRule;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.history.KeptEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// The deliveries that events make in a replay. The rules are those of the order; their targets are
/// those of this moment, whether or not the rules are enabled. A rule that was deleted has none.
///
/// Used by one thread.
final class EventDeliveries {
    private final Replay replay;
    private final Rulebook rules;
    private final BusKey bus;
    private final BiPredicate<KeptEvent, NewDelivery> wanted;
    private final Map<String, Route> routes = new HashMap<>();
    private long changes = -1;

    /// @param wanted whether a delivery is to be made, by what became of the event before
    EventDeliveries(Replay replay, Rulebook rules, BiPredicate<KeptEvent, NewDelivery> wanted) {
        this.replay = replay;
        this.rules = rules;
        this.wanted = wanted;
        bus = new BusKey(replay.account(), replay.order().bus());
    }

    /// As long as it stays the same, an event makes the same deliveries.
    long changes() {
        return rules.changes();
    }

    /// The deliveries of an event.
    ///
    /// @param matched the rules that chose it
    /// @param sent those of its deliveries that the runner before sent, which are among them
    ///   whatever has become of the rules since
    List<NewDelivery> of(KeptEvent event, List<PinnedRule> matched, List<SentDelivery> sent) {
        refresh();
        var deliveries = new LinkedHashMap<String, NewDelivery>();
        for (SentDelivery one : sent) {
            deliveries.put(one.id(), again(one));
        }
        EventKey key = event.eventKey();
        String scope = event.idScope();
        for (PinnedRule rule : matched) {
            Route route = routes.get(rule.name());
            for (Route.Stop stop : route == null ? List.<Route.Stop>of() : route.stops()) {
                String id = DeliveryId.of(key, scope, stop.target(), stop.contact(), replay.id());
                if (!deliveries.containsKey(id)) {
                    var delivery =
                            new NewDelivery(
                                    id, stop.target(), stop.key(), stop.contact(), rule.revision());
                    if (wanted.test(event, delivery)) {
                        deliveries.put(id, delivery);
                    }
                }
            }
        }
        return new ArrayList<>(deliveries.values());
    }

    /// It is only counted, not sent.
    private static NewDelivery again(SentDelivery sent) {
        return new NewDelivery(
                sent.id(),
                sent.target(),
                EventHeaders.utf8(sent.target().toString()),
                sent.contact(),
                0);
    }

    private void refresh() {
        if (changes == rules.changes()) {
            return;
        }
        changes = rules.changes();
        routes.clear();
        for (PinnedRule pinned : replay.order().rules()) {
            Rule rule = rules.rule(key(pinned));
            if (rule != null) {
                routes.put(pinned.name(), Route.of(rule));
            }
        }
    }

    private RuleKey key(PinnedRule rule) {
        return new RuleKey(bus.account(), bus.bus(), rule.name());
    }

    /// The rules of the order that have been deleted since, by name.
    List<String> deleted() {
        return replay.order().rules().stream()
                .filter(rule ->
                        rules.rule(key(rule)) == null && rules.whyUnreadable(key(rule)) == null)
                .map(PinnedRule::name)
                .toList();
    }

    /// Whether no rule of the order is left.
    boolean allDeleted() {
        return deleted().size() == replay.order().rules().size();
    }

    /// A rule of the order that this build cannot read; null where there is none.
    @Nullable String unreadable() {
        return replay.order().rules().stream()
                .filter(rule -> rules.whyUnreadable(key(rule)) != null)
                .map(PinnedRule::name)
                .findFirst()
                .orElse(null);
    }
}
