package dev.signalbox.console.rule;

import dev.signalbox.console.change.ChangeQueue;
import dev.signalbox.console.health.TargetEnabler;
import dev.signalbox.console.quota.QuotaCheck;
import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.target.TargetTranslator;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/// The wing of the console for buses, rules, patterns and the catalog.
///
/// One thread of its own seals the secrets of rules under the newest key after each start.
public final class RuleWing implements HttpRoutes, AutoCloseable {
    private final Vault vault;
    private final BusEditor buses;
    private final RuleEditor rules;
    private final TargetTranslator targets;
    private final Resealer resealer;
    private final List<HttpRoutes> apis;

    /// @param vault seals the secrets of targets
    public RuleWing(
            RoomContext room,
            Vault vault,
            QuotaCheck quotas,
            TargetEnabler enabler,
            ChangeQueue changes) {
        this.vault = vault;
        Catalog catalog = Catalog.builtIn();
        targets = new TargetTranslator(vault, room.rules()::contacts);
        buses = new BusEditor(room, quotas, changes);
        rules = new RuleEditor(room, quotas, new PaiRestrictions(catalog), enabler, changes);
        resealer = new Resealer(room.rules(), vault, changes);
        apis =
                List.of(
                        new CatalogApi(catalog),
                        new BusesApi(room, buses),
                        new RulesApi(
                                room,
                                new RuleTranslator(targets, enabler, catalog),
                                rules,
                                enabler),
                        new PatternsApi(room, catalog));
        count(room.rules(), room.metrics());
        resealer.count(room.metrics());
    }

    private void count(Rulebook rules, PrometheusRegistry metrics) {
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

    /// The reasons why the wing is not ready, one sentence each; empty when it is ready.
    public List<String> missing() {
        return vault.missing();
    }

    /// Starts to seal secrets under the newest key.
    public void start() {
        resealer.start();
    }

    /// The reading and changing of buses.
    public BusEditor buses() {
        return buses;
    }

    /// The reading and changing of rules.
    public RuleEditor rules() {
        return rules;
    }

    /// The translation of targets between people's JSON and the topic.
    public TargetTranslator targets() {
        return targets;
    }

    @Override
    public void addTo(RouteTable table) {
        apis.forEach(api -> api.addTo(table));
    }

    @Override
    public void close() {
        resealer.close();
    }
}
