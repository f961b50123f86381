package dev.signalbox.console;

import dev.signalbox.console.backtest.BacktestWing;
import dev.signalbox.console.change.ChangeQueue;
import dev.signalbox.console.change.ChangeQueue.Kind;
import dev.signalbox.console.contact.ContactsApi;
import dev.signalbox.console.delivery.DeliveryWing;
import dev.signalbox.console.eventbridge.EventBridgeWing;
import dev.signalbox.console.health.TargetEnabler;
import dev.signalbox.console.history.EventHistory;
import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.console.live.DeadLetterCount;
import dev.signalbox.console.live.LiveWing;
import dev.signalbox.console.page.PageWing;
import dev.signalbox.console.quota.QuotaWing;
import dev.signalbox.console.replay.ReplayPlanner;
import dev.signalbox.console.replay.ReplayWing;
import dev.signalbox.console.rule.RuleWing;
import dev.signalbox.console.system.SystemWing;
import dev.signalbox.console.tail.TailWing;
import dev.signalbox.console.trace.TraceWing;
import dev.signalbox.console.usage.UsageWing;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.UnreadableRecords;
import dev.signalbox.web.HttpRoutes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/// The room where people see and change things: the catalog, buses, rules, people and quotas, and
/// see usage, the history of events and the outcomes of deliveries; order replays, and test rules
/// on the past.
///
/// Each wing is a package with one face, made here; `change`, `health` and `history` serve several
/// wings. No wing knows another, but for `eventbridge`, which translates EventBridge's API to what
/// `rule`, `history` and `trace` can do, and `rule`, which asks `quota`.
///
/// Threads: one that writes changes of rules and one those of replays, one that follows
/// `signalbox.usage`, and after a start one that seals secrets under the newest key. Requests come
/// on the threads of the HTTP server.
public final class Console implements AutoCloseable {
    private final ChangeQueue changes;
    private final RuleWing rules;
    private final DeliveryWing deliveries;
    private final UsageWing usage;
    private final ReplayWing replays;
    private final TailWing tail;
    private final LiveWing live;
    private final List<HttpRoutes> wings;

    private Console(
            RoomContext room,
            Vault vault,
            ChangeQueue changes,
            TargetEnabler enabler,
            UsageWing usage,
            ReplayWing replays,
            HistoryReader reader,
            Supplier<Consumer<byte[], byte[]>> backtests,
            Producer<byte[], byte[]> redrives) {
        this.changes = changes;
        this.usage = usage;
        this.replays = replays;
        var quotas = new QuotaWing(room, changes);
        rules = new RuleWing(room, vault, quotas.check(), enabler, changes);
        deliveries = new DeliveryWing(room, reader, usage::thisMonth, redrives);
        tail = new TailWing(room);
        live = new LiveWing(room, this::deadLetters);
        var system = new SystemWing(room, live::addProcesses);
        var history = new EventHistory(reader, room.clock());
        var trace = new TraceWing(room, reader);
        var eventBridge = new EventBridgeWing(room, rules, history, trace.traces());
        var backtest = new BacktestWing(room, backtests, usage::thisMonth, rules.targets());
        wings =
                List.of(
                        new PageWing(),
                        rules,
                        quotas,
                        new ContactsApi(room, changes),
                        eventBridge,
                        deliveries,
                        usage,
                        trace,
                        replays,
                        tail,
                        live,
                        system,
                        backtest);
    }

    /// Starts the room; returns when all counters have been read.
    ///
    /// @throws IllegalStateException when there are no keys that open the secrets of rules
    public static Console start(RoomContext room) {
        Settings settings = room.settings();
        room.kafka()
                .reads(
                        Topic.EVENTS,
                        Topic.OUTCOMES,
                        Topic.RETRIES,
                        Topic.DEAD_LETTERS,
                        Topic.USAGE,
                        Topic.STATS);
        room.kafka()
                .writes(
                        Topic.RULES,
                        Topic.TARGETS,
                        Topic.DELIVERIES,
                        Topic.DEAD_LETTERS,
                        Topic.REPLAYS);
        room.kafka().transacts();
        Vault vault = Vault.open(settings, room.rules()); // first, as it may refuse
        UsageWing usage = UsageWing.start(room);
        var console =
                new Console(
                        room,
                        vault,
                        ChangeQueue.open(settings, Kind.RULES, room.rules()::awaitPosition),
                        TargetEnabler.open(settings, room.targets()),
                        usage,
                        replays(room, usage),
                        HistoryReader.of(
                                settings, UnreadableRecords.in(room.metrics()), room.clock()),
                        BacktestWing.consumers(settings),
                        DeliveryWing.producer(settings));
        console.changes.warmUp();
        console.rules.start();
        return console;
    }

    private static ReplayWing replays(RoomContext room, UsageWing usage) {
        Settings settings = room.settings();
        return new ReplayWing(
                room,
                ChangeQueue.open(settings, Kind.REPLAYS, room.replays()::awaitPosition),
                ReplayPlanner.open(room, usage::thisMonth),
                new SecureRandom());
    }

    /// Makes a room on parts that need no Kafka, for tests.
    static Console on(
            RoomContext room,
            Vault vault,
            ChangeQueue changes,
            TargetEnabler enabler,
            UsageWing usage,
            ReplayWing replays,
            HistoryReader reader,
            Supplier<Consumer<byte[], byte[]>> backtests,
            Producer<byte[], byte[]> redrives) {
        return new Console(
                room, vault, changes, enabler, usage, replays, reader, backtests, redrives);
    }

    private DeadLetterCount deadLetters(String account) {
        DeliveryWing.Waiting waiting = deliveries.waiting(account);
        return new DeadLetterCount(waiting.count(), waiting.more());
    }

    /// The page, the paths under `/api` and `/openapi`, and `POST /` for RPC calls.
    public HttpRoutes routes() {
        return table -> wings.forEach(wing -> wing.addTo(table));
    }

    /// The reasons why the room is not ready, one sentence each; empty when it is ready.
    public List<String> missing() {
        var missing = new ArrayList<>(rules.missing());
        if (!usage.following()) {
            missing.add("the usage is not followed any more");
        }
        return missing;
    }

    @Override
    public void close() {
        live.close();
        tail.close();
        deliveries.close();
        rules.close();
        changes.close();
        replays.close();
        usage.close();
    }
}
