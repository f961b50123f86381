package dev.signalbox.console;

import dev.signalbox.console.change.KafkaRuleLog;
import dev.signalbox.console.change.RuleLog;
import dev.signalbox.console.change.RuleWriter;
import dev.signalbox.console.delivery.DeadLetters;
import dev.signalbox.console.delivery.DeadLettersApi;
import dev.signalbox.console.delivery.DeliveriesApi;
import dev.signalbox.console.delivery.LatestOutcomes;
import dev.signalbox.console.delivery.Redrive;
import dev.signalbox.console.eventbridge.EventBridge;
import dev.signalbox.console.eventbridge.EventBridgeApi;
import dev.signalbox.console.eventbridge.EventBridgeRpc;
import dev.signalbox.console.health.HealthDesk;
import dev.signalbox.console.health.HealthLog;
import dev.signalbox.console.health.KafkaHealthLog;
import dev.signalbox.console.history.EventHistory;
import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.console.quota.AccountQuotas;
import dev.signalbox.console.quota.QuotasApi;
import dev.signalbox.console.rule.BusChanges;
import dev.signalbox.console.rule.BusesApi;
import dev.signalbox.console.rule.CatalogApi;
import dev.signalbox.console.rule.PaiRestrictions;
import dev.signalbox.console.rule.PatternsApi;
import dev.signalbox.console.rule.Resealer;
import dev.signalbox.console.rule.RuleChanges;
import dev.signalbox.console.rule.RuleDesk;
import dev.signalbox.console.rule.RulesApi;
import dev.signalbox.console.target.TargetDesk;
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
    private final RuleWriter writer;
    private final Resealer resealer;
    private final Redrive redrive;
    private final List<Routes> routes;

    private Console(
            RoomContext room,
            Vault vault,
            RuleLog log,
            HealthLog healthLog,
            RuleWriter.Reader reader,
            UsageTable usage,
            HistoryReader past,
            Producer<byte[], byte[]> producer) {
        rules = room.rules();
        this.vault = vault;
        this.usage = usage;
        writer = new RuleWriter(log, reader, RuleWriter.PATIENCE);
        resealer = new Resealer(rules, vault, writer);
        Catalog catalog = Catalog.builtIn();
        var quotas = new AccountQuotas(room);
        var desk = new TargetDesk(vault);
        var changesOfBuses = new BusChanges(room, quotas, writer);
        var history = new EventHistory(past, room.clock());
        var health = new HealthDesk(room.targets(), healthLog);
        var changesOfRules =
                new RuleChanges(room, quotas, new PaiRestrictions(catalog), health, writer);
        var eventBridge = new EventBridge(changesOfBuses, changesOfRules, desk, history);
        var letters = new DeadLetters(past);
        redrive = new Redrive(letters, rules, room.targets(), producer, room.clock());
        routes =
                List.of(
                        new CatalogApi(catalog),
                        new BusesApi(room, changesOfBuses),
                        new RulesApi(room, new RuleDesk(desk, health, catalog), changesOfRules),
                        new EventBridgeApi(room, eventBridge),
                        new EventBridgeRpc(room, eventBridge),
                        new QuotasApi(room, quotas, writer),
                        new PatternsApi(room, catalog),
                        new UsageApi(room, usage),
                        new DeliveriesApi(room, new LatestOutcomes(past)),
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
                        new KafkaRuleLog(room.settings()),
                        new KafkaHealthLog(room.settings()),
                        room.rules()::awaitPosition,
                        usage,
                        HistoryReader.of(room.settings(), room.clock()),
                        Redrive.producer(room.settings()));
        console.writer.warmUp();
        console.resealer.start();
        return console;
    }

    /// A room on another log, as tests have it.
    static Console on(
            RoomContext room,
            Vault vault,
            RuleLog log,
            HealthLog healthLog,
            RuleWriter.Reader reader,
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
        writer.close();
        usage.close();
    }
}
