package dev.signalbox.console.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayProgress;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.stats.AgeBuckets;
import dev.signalbox.contract.stats.Backlog;
import dev.signalbox.contract.stats.Counted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The numbers of an account as `GET /api/live` sends them. Called by the feed's thread.
final class LiveView implements LiveFeed.Screen {
    private static final List<Counted> IN_HISTORY =
            List.of(Counted.ACCEPTED, Counted.MATCHED, Counted.DELIVERED, Counted.DEAD);

    private final RoomContext room;
    private final Function<String, DeadLetterCount> deadLetters;

    /// @param deadLetters how many dead letters of an account wait, as last counted
    LiveView(RoomContext room, Function<String, DeadLetterCount> deadLetters) {
        this.room = room;
        this.deadLetters = deadLetters;
    }

    @Override
    public ObjectNode now(String account, LiveNumbers numbers, Instant now) {
        ObjectNode json = content(account, numbers, now);
        AccountWindow window = numbers.window(account);
        long step = AccountWindow.step(now) - 1;
        ObjectNode latest = json.putObject("latest");
        latest.put("from", AccountWindow.begin(step).toString());
        for (Counted what : IN_HISTORY) {
            put(latest, what.label(), window.perSecond(what, step));
        }
        int p99Millis = window.p99Millis(step);
        if (p99Millis >= 0) {
            latest.put("p99Millis", p99Millis);
        }
        return json;
    }

    @Override
    public ObjectNode withHistory(String account, LiveNumbers numbers, Instant now) {
        ObjectNode json = content(account, numbers, now);
        AccountWindow window = numbers.window(account);
        long end = AccountWindow.step(now);
        long first = end - AccountWindow.STEPS + 1;
        ObjectNode history = json.putObject("history");
        history.put("stepSeconds", AccountWindow.STEP_SECONDS);
        history.put("from", AccountWindow.begin(first).toString());
        for (Counted what : IN_HISTORY) {
            ArrayNode line = history.putArray(what.label());
            for (long step = first; step < end; step++) {
                add(line, window.perSecond(what, step));
            }
        }
        ArrayNode p99 = history.putArray("p99Millis");
        for (long step = first; step < end; step++) {
            int millis = window.p99Millis(step);
            if (millis < 0) {
                p99.addNull();
            } else {
                p99.add(millis);
            }
        }
        return json;
    }

    private ObjectNode content(String account, LiveNumbers numbers, Instant now) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("at", now.toString());
        AccountWindow window = numbers.window(account);
        ObjectNode rates = json.putObject("rates");
        for (Counted what : Counted.values()) {
            put(rates, what.label(), window.perSecond(what, now));
        }
        ObjectNode age = json.putObject("ageMillis");
        long[] ages = window.ages(now);
        put(age, "p50", AgeBuckets.percentileMillis(ages, 0.5));
        put(age, "p99", AgeBuckets.percentileMillis(ages, 0.99));
        var processes = new ProcessStates(numbers, room, now);
        Backlog backlog = numbers.backlog(account, now);
        addBacklog(json.putObject("backlog"), backlog, processes, now);
        var needs = new Needs(account, room, processes, now);
        DeadLetterCount dead = deadLetters.apply(account);
        needs.addTo(json, backlog, dead);
        addReplays(json.putArray("replays"), account);
        processes.addTo(json.putArray("rooms"));
        return json;
    }

    private static void addBacklog(
            ObjectNode json, Backlog backlog, ProcessStates processes, Instant now) {
        json.put("toRoute", processes.toRoute());
        json.put("queued", backlog.queued());
        json.put("waiting", backlog.waiting());
        json.put("underWay", backlog.underWay());
        Instant oldest = backlog.oldest();
        Instant outside = processes.oldestOutside();
        if (outside != null && (oldest == null || outside.isBefore(oldest))) {
            oldest = outside;
        }
        long millis = oldest == null ? 0 : Math.max(0, Duration.between(oldest, now).toMillis());
        put(json, "oldestUnattemptedSeconds", Math.round(millis / 100.0) / 10.0);
    }

    private void addReplays(ArrayNode json, String account) {
        for (Replay replay : room.replays().replays(account)) {
            if (replay.state() != ReplayState.RUNNING && replay.state() != ReplayState.PAUSED) {
                continue;
            }
            ReplayProgress progress = room.replays().progress(account, replay.id());
            boolean running = replay.state() == ReplayState.RUNNING;
            ObjectNode one = json.addObject();
            one.put("id", replay.id());
            one.put("bus", replay.order().bus());
            one.put("state", replay.state().label());
            double share = progress == null ? 0 : progress.share(replay.order());
            one.put("share", Math.floor(share * 1_000) / 1_000);
            put(one, "perSecond", running && progress != null ? progress.eventsPerSecond() : 0);
            Duration left = running && progress != null ? progress.timeLeft() : null;
            put(one, "secondsLeft", left == null ? -1 : left.toSeconds());
        }
    }

    /// Whole numbers are written without a fraction.
    private static void put(ObjectNode json, String field, double number) {
        if (number == Math.rint(number)) {
            json.put(field, (long) number);
        } else {
            json.put(field, number);
        }
    }

    private static void add(ArrayNode json, double number) {
        if (number == Math.rint(number)) {
            json.add((long) number);
        } else {
            json.add(number);
        }
    }

    /// Null for what is not known.
    private static void put(ObjectNode json, String field, long orNegative) {
        json.set(field, orNegative < 0 ? json.nullNode() : json.numberNode(orNegative));
    }

    static void put(ObjectNode json, String field, @Nullable Instant time) {
        json.put(field, time == null ? null : time.toString());
    }
}
