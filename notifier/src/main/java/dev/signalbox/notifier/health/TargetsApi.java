package dev.signalbox.notifier.health;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The state of targets: `GET /api/targets`, with `bus`, `rule` and `target` to ask for some. Those
/// of the account that have anything to report, the one furthest behind first; asked for by rule or
/// target, also those that are idle and well. It is the notifier that answers this path, since it
/// has the lanes.
public final class TargetsApi implements HttpRoutes {
    static final int MOST = 1_000;

    private final Settings settings;
    private final Rulebook rules;
    private final InstantSource clock;
    private final TargetStates states;

    /// Which targets are asked for; null for any.
    private record Asked(
            String account, @Nullable String bus, @Nullable String rule, @Nullable String target) {
        boolean includes(TargetKey key) {
            return account.equals(key.account())
                    && (bus == null || bus.equals(key.bus()))
                    && (rule == null || rule.equals(key.rule()))
                    && (target == null || target.equals(key.target()));
        }
    }

    /// @param states the state of targets
    public TargetsApi(RoomContext room, TargetStates states) {
        settings = room.settings();
        rules = room.rules();
        clock = room.clock();
        this.states = states;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/targets", this::list);
    }

    private void list(ServerRequest request, ServerResponse response) {
        var call = new CallParameters(request, settings, "bus", "rule", "target");
        var asked =
                new Asked(
                        call.account(), call.askedBus(), call.asked("rule"), call.asked("target"));
        var found = new ArrayList<>(states.of(asked::includes, named(asked)));
        found.sort(TargetState.BY_LAG);
        Instant now = clock.instant();
        ObjectNode answer = Json.MAPPER.createObjectNode();
        var targets = answer.putArray("targets");
        found.stream().limit(MOST).forEach(state -> targets.add(view(state, now)));
        if (found.size() > MOST) {
            answer.put("leftOut", found.size() - MOST);
        }
        Answers.json(response, 200, answer);
    }

    /// The targets that are asked for by name.
    private Set<TargetKey> named(Asked asked) {
        if (asked.rule() == null && asked.target() == null) {
            return Set.of();
        }
        var named = new HashSet<TargetKey>();
        List<BusKey> buses =
                asked.bus() == null
                        ? rules.buses(asked.account()).stream().map(Bus::key).toList()
                        : List.of(new BusKey(asked.account(), asked.bus()));
        for (BusKey bus : buses) {
            for (Rule rule : rulesOf(bus, asked.rule())) {
                for (Target target : rule.targets()) {
                    TargetKey key = rule.key().target(target.id());
                    if (asked.includes(key)) {
                        named.add(key);
                    }
                }
            }
        }
        return named;
    }

    private Iterable<Rule> rulesOf(BusKey bus, @Nullable String name) {
        if (name == null) {
            return rules.rules(bus);
        }
        Rule rule = rules.rule(new RuleKey(bus.account(), bus.bus(), name));
        return rule == null ? List.of() : List.of(rule);
    }

    private static ObjectNode view(TargetState state, Instant now) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("account", state.key().account());
        json.put("bus", state.key().bus());
        json.put("rule", state.key().rule());
        json.put("target", state.key().target());
        if (state.channel() != null) {
            json.put("channel", state.channel().label());
        }
        json.put("state", state.state().label());
        put(json, "since", state.since());
        put(json, "until", state.until());
        put(json, "reason", state.reason());
        json.put("underWay", state.underWay());
        json.put("queued", state.queued());
        json.put("waiting", state.waiting());
        put(json, "oldestUnattempted", state.oldest());
        json.put("lagSeconds", Math.round(state.lag(now).toMillis() / 100.0) / 10.0);
        return json;
    }

    private static void put(ObjectNode json, String field, @Nullable Object value) {
        if (value != null) {
            json.put(field, value.toString());
        }
    }
}
