package dev.signalbox.console;

import dev.signalbox.console.change.ChangeLog;
import dev.signalbox.console.change.ChangeQueue;
import dev.signalbox.console.change.KafkaChangeLog;
import dev.signalbox.console.delivery.DeadLetterReader;
import dev.signalbox.console.delivery.DeadLettersApi;
import dev.signalbox.console.delivery.DeliveriesApi;
import dev.signalbox.console.delivery.DeliverySearch;
import dev.signalbox.console.delivery.Redriver;
import dev.signalbox.console.eventbridge.EventBridge;
import dev.signalbox.console.eventbridge.EventBridgeApi;
import dev.signalbox.console.eventbridge.EventBridgeRpc;
import dev.signalbox.console.health.HealthLog;
import dev.signalbox.console.health.KafkaHealthLog;
import dev.signalbox.console.health.TargetEnabler;
import dev.signalbox.console.history.EventHistory;
import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.console.quota.QuotaCheck;
import dev.signalbox.console.quota.QuotasApi;
import dev.signalbox.console.rule.BusEditor;
import dev.signalbox.console.rule.BusesApi;
import dev.signalbox.console.rule.CatalogApi;
import dev.signalbox.console.rule.PaiRestrictions;
import dev.signalbox.console.rule.PatternsApi;
import dev.signalbox.console.rule.Resealer;
import dev.signalbox.console.rule.RuleEditor;
import dev.signalbox.console.rule.RuleTranslator;
import dev.signalbox.console.rule.RulesApi;
import dev.signalbox.console.target.TargetTranslator;
import dev.signalbox.console.usage.UsageApi;
import dev.signalbox.console.usage.UsageTable;
import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.web.Routes;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;

/// The room where people see and change things: the catalog, buses, rules, usage, the history of
/// events, what became of deliveries.
///
/// Threads: one that follows `signalbox.usage`, one that makes the changes of rules, and at first
/// one that seals secrets anew; requests come on the threads of the door that the routes are
/// mounted on.
public final class Console implements AutoCloseable {
    private final Rulebook rules;
    private final Vault vault;
    private final UsageTable usage;
    private final ChangeQueue changes;
    private final Resealer resealer;
    private final Redriver redrive;
    private final List<Routes> routes;

    private Console(
            RoomContext room,
            Vault vault,
            ChangeLog log,
            HealthLog healthLog,
            ChangeQueue.Reader reader,
            UsageTable usage,
            HistoryReader past,
            Producer<byte[], byte[]> producer) {
        rules = room.rules();
        this.vault = vault;
        this.usage = usage;
        changes = new ChangeQueue(log, reader, ChangeQueue.MOST_WAIT);
        resealer = new Resealer(rules, vault, changes);
        Catalog catalog = Catalog.builtIn();
        var quotas = new QuotaCheck(room);
        var translator = new TargetTranslator(vault);
        var changesOfBuses = new BusEditor(room, quotas, changes);
        var history = new EventHistory(past, room.clock());
        var health = new TargetEnabler(room.targets(), healthLog);
        var changesOfRules =
                new RuleEditor(room, quotas, new PaiRestrictions(catalog), health, changes);
        var eventBridge = new EventBridge(changesOfBuses, changesOfRules, translator, history);
        var letters = new DeadLetterReader(past);
        redrive = new Redriver(letters, rules, room.targets(), producer, room.clock());
        routes =
                List.of(
                        new CatalogApi(catalog),
                        new BusesApi(room, changesOfBuses),
                        new RulesApi(
                                room,
                                new RuleTranslator(translator, health, catalog),
                                changesOfRules),
                        new EventBridgeApi(room, eventBridge),
                        new EventBridgeRpc(room, eventBridge),
                        new QuotasApi(room, quotas, changes),
                        new PatternsApi(room, catalog),
                        new UsageApi(room, usage),
                        new DeliveriesApi(room, new DeliverySearch(past)),
                        new DeadLettersApi(room, letters, redrive));
        count(room.metrics());
        resealer.count(room.metrics());
    }

    /// Starts the room; returns when all counters have been read.
    ///
    /// @throws IllegalStateException when there are no keys that open the secrets of rules
    public static Console start(RoomContext room) {
        var vault = Vault.open(room.settings(), room.rules());
        var usage = UsageTable.follow(room.settings());
        var console =
                new Console(
                        room,
                        vault,
                        new KafkaChangeLog(room.settings()),
                        new KafkaHealthLog(room.settings()),
                        room.rules()::awaitPosition,
                        usage,
                        HistoryReader.of(room.settings(), room.clock()),
                        Redriver.producer(room.settings()));
        console.changes.warmUp();
        console.resealer.start();
        return console;
    }

    /// A room on another log, as tests have it.
    static Console on(
            RoomContext room,
            Vault vault,
            ChangeLog log,
            HealthLog healthLog,
            ChangeQueue.Reader reader,
            UsageTable usage,
            HistoryReader past,
            Producer<byte[], byte[]> producer) {
        return new Console(room, vault, log, healthLog, reader, usage, past, producer);
    }

    private void count(PrometheusRegistry metrics) {
        GaugeWithCallback.builder()
                .name("signalbox_console_missing_keys")
                .help("Keys that rules are sealed with and the console's file does not hold")
                .callback(missing -> missing.call(vault.keysNotInFile()))
                .register(metrics);
        Gauge gauge =
                Gauge.builder()
                        .name("signalbox_console_rules")
                        .help("Rules of all accounts")
                        .register(metrics);
        rules.listen((key, before, after) -> {
            if (before == null && after != null) {
                gauge.inc();
            } else if (before != null && after == null) {
                gauge.dec();
            }
        });
    }

    /// The paths under `/api` and `/openapi`, and `POST /` for RPC calls.
    public Routes routes() {
        return table -> routes.forEach(part -> part.addTo(table));
    }

    /// What of its own is not as it must be, in words; empty when all is.
    public List<String> missing() {
        var missing = new ArrayList<>(vault.missing());
        if (!usage.following()) {
            missing.add("the usage is not followed any more");
        }
        return missing;
    }

    @Override
    public void close() {
        redrive.close();
        resealer.close();
        changes.close();
        usage.close();
    }
}
