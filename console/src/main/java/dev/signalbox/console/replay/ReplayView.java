package dev.signalbox.console.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.replay.PlannedTarget;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayAccount;
import dev.signalbox.contract.replay.ReplayOrder;
import dev.signalbox.contract.replay.ReplayPlan;
import dev.signalbox.contract.replay.ReplayProgress;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.replay.Speed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Replays as JSON for people. Times are ISO 8601, and so are durations: `PT1H30M`.
final class ReplayView {
    private ReplayView() {}

    /// A replay in a list: without what may be long.
    static ObjectNode line(Replay replay, @Nullable ReplayProgress progress) {
        ObjectNode json = head(replay);
        json.set("plan", plan(replay.plan(), false));
        addProgress(json, replay, progress);
        return json;
    }

    /// A whole replay.
    static ObjectNode whole(Replay replay, @Nullable ReplayProgress progress) {
        ObjectNode json = head(replay);
        ReplayOrder order = replay.order();
        Pattern pattern = order.pattern();
        if (pattern != null) {
            json.set("pattern", pattern.json());
        }
        if (!order.ids().isEmpty()) {
            var ids = json.putArray("ids");
            order.ids().forEach(ids::add);
        }
        json.set("plan", plan(replay.plan(), true));
        addProgress(json, replay, progress);
        return json;
    }

    private static ObjectNode head(Replay replay) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        ReplayOrder order = replay.order();
        json.put("id", replay.id());
        json.put("state", replay.state().label());
        if (!replay.reason().isEmpty()) {
            json.put("reason", replay.reason());
        }
        json.put("bus", order.bus());
        json.put("from", order.from().toString());
        json.put("to", order.to().toString());
        var rules = json.putArray("rules");
        order.rules().forEach(rule -> rules.add(rule.label()));
        json.put("all", order.all());
        json.put("only", order.only().label());
        switch (order.speed()) {
            case Speed.Max _ -> json.put("speed", "max");
            case Speed.Original _ -> json.put("speed", "original");
            case Speed.PerSecond perSecond -> json.put("speed", perSecond.events());
        }
        json.put("note", order.note());
        json.put("ordered", replay.ordered().toString());
        json.put("orderedBy", replay.orderedBy());
        json.put("changed", replay.changed().toString());
        return json;
    }

    private static ObjectNode plan(ReplayPlan plan, boolean whole) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("events", plan.events());
        json.put("matched", plan.matched());
        json.put("notifications", plan.notifications());
        if (whole) {
            var targets = json.putArray("byTarget");
            for (PlannedTarget target : plan.byTarget()) {
                targets.addObject()
                        .put("rule", target.rule())
                        .put("target", target.target())
                        .put("channel", target.channel().label())
                        .put("notifications", target.deliveries())
                        .put("ratePerMinute", target.ratePerMinute())
                        .put("duration", target.duration().toString());
            }
        }
        json.put("costUsd", plan.costUsd().toPlainString());
        json.put("duration", plan.duration().toString());
        json.put("exact", plan.exact());
        if (whole) {
            var warnings = json.putArray("warnings");
            plan.warnings().forEach(warnings::add);
        }
        return json;
    }

    private static void addProgress(
            ObjectNode json, Replay replay, @Nullable ReplayProgress progress) {
        boolean running = replay.state() == ReplayState.RUNNING;
        ObjectNode view = json.putObject("progress");
        view.put("share", share(replay, progress));
        view.put("eventsPerSecond", running && progress != null ? progress.eventsPerSecond() : 0);
        Duration timeLeft = running && progress != null ? progress.timeLeft() : null;
        if (timeLeft != null) {
            view.put("timeLeft", timeLeft.toString());
        }
        view.put("waitsFor", running ? waitsFor(replay, progress) : "");
        if (progress != null) {
            view.put("at", progress.at().toString());
        }
        ReplayAccount account = progress == null ? ReplayAccount.NONE : progress.counts();
        json.putObject("account")
                .put("read", account.read())
                .put("repeated", account.repeated())
                .put("unmatched", account.unmatched())
                .put("matched", account.matched())
                .put("expired", account.expired())
                .put("deliveries", account.deliveries())
                .put("delivered", account.delivered())
                .put("merged", account.merged())
                .put("dead", account.dead())
                .put("cancelled", account.cancelled())
                .put("inFlight", account.inFlight());
    }

    private static double share(Replay replay, @Nullable ReplayProgress progress) {
        double share = progress == null ? 0 : progress.share(replay.order());
        return replay.state() == ReplayState.DONE ? 1 : Math.floor(share * 1_000) / 1_000;
    }

    private static String waitsFor(Replay replay, @Nullable ReplayProgress progress) {
        return progress == null || progress.at().isBefore(replay.changed())
                ? "a router that takes it over"
                : progress.waitsFor();
    }
}
