package dev.signalbox.notifier.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RetryPolicy;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Settings, a vault and a rulebook of rules with one target each.
public final class TestRules {
    /// The account of everything.
    public static final String ACCOUNT = "1000000000000001";

    /// The moment at which test events were accepted.
    public static final Instant ACCEPTED = Instant.parse("2026-11-21T04:00:00Z");

    public final Settings settings;
    public final Vault vault;
    public final Rulebook rules = new Rulebook();
    public final HealthBook targets = new HealthBook();
    private long offset;

    /// @param folder where the keys are kept
    public TestRules(Path folder, Map<String, String> environment) {
        var all = new HashMap<>(environment);
        all.putIfAbsent("SIGNALBOX_DATA", folder.toString());
        all.putIfAbsent("SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8");
        settings = Settings.forStandalone(all);
        vault = Vault.open(settings, rules);
    }

    /// Writes a rule whose one target is that url, with concurrency 4.
    public TargetKey rule(String name, String url) {
        return rule(name, url, null, true, 4);
    }

    /// Writes a rule.
    public TargetKey rule(
            String name,
            String url,
            @Nullable String signingKey,
            boolean deadLetter,
            int concurrency) {
        return rule(name, url, signingKey, deadLetter, concurrency, Transform.ORIGINAL);
    }

    /// Writes a rule whose target has a rate, and concurrency 100.
    public TargetKey rule(String name, int ratePerMinute, RetryPolicy retry) {
        var key = new RuleKey(ACCOUNT, "default", name);
        var options =
                new DeliveryOptions(Transform.ORIGINAL, retry, true, 100, ratePerMinute, Map.of());
        return rule(
                key,
                new Target.Http(
                        "hook", options, vault.seal(key, "http://127.0.0.1:1/"), null, null));
    }

    /// Writes a rule whose target signs and transforms.
    public TargetKey rule(
            String name,
            String url,
            @Nullable String signingKey,
            boolean deadLetter,
            int concurrency,
            Transform transform) {
        var key = new RuleKey(ACCOUNT, "default", name);
        var target =
                new Target.Http(
                        "hook",
                        new DeliveryOptions(
                                transform,
                                RetryPolicy.BACKOFF_RETRY,
                                deadLetter,
                                concurrency,
                                0,
                                Map.of()),
                        vault.seal(key, url),
                        signingKey == null ? null : vault.seal(key, signingKey),
                        null);
        return rule(key, target);
    }

    /// Writes a rule of one target, which was made long ago.
    public TargetKey rule(RuleKey key, Target target) {
        return rule(key, target, Instant.EPOCH);
    }

    /// Writes a rule of one target.
    ///
    /// @param updated when the rule was changed last
    public TargetKey rule(RuleKey key, Target target, Instant updated) {
        var rule = new Rule(key, "", true, pattern(), List.of(target), 1, Instant.EPOCH, updated);
        apply(key, RuleRecords.write(rule));
        return key.target(target.id());
    }

    /// A target as its rule has it now.
    public Target target(TargetKey key) {
        Rule rule = Objects.requireNonNull(rules.rule(key.ruleKey()));
        return Objects.requireNonNull(rule.target(key.target()));
    }

    /// Deletes a rule.
    public void delete(TargetKey target) {
        apply(target.ruleKey(), null);
    }

    /// Makes a bus.
    public void bus(String name) {
        var bus = new Bus(new BusKey(ACCOUNT, name), "", Instant.EPOCH);
        apply(bus.key().toString(), RuleRecords.write(bus));
    }

    private void apply(RuleKey key, byte @Nullable [] value) {
        apply(key.toString(), value);
    }

    private void apply(String key, byte @Nullable [] value) {
        rules.apply(
                new ConsumerRecord<>(
                        Topic.RULES.topicName(),
                        0,
                        offset++,
                        key.getBytes(StandardCharsets.UTF_8),
                        value));
    }

    private static Pattern pattern() {
        try {
            return Pattern.parse(Json.MAPPER.readTree("{\"source\":[\"acs.dataworks\"]}"));
        } catch (JsonProcessingException | InvalidPattern e) {
            throw new IllegalStateException(e);
        }
    }

    /// The delivery of an event to a target.
    public static Delivery delivery(String eventId, TargetKey target) {
        return delivery(
                eventId, target, "dataworks:FileChange:CommitFile", "{\"id\":\"" + eventId + "\"}");
    }

    /// The delivery of an event to a target by a replay.
    public static Delivery replayed(String eventId, TargetKey target, String replay) {
        Delivery live = delivery(eventId, target);
        return new Delivery(
                DeliveryId.of(live.event(), "", target, "", replay),
                target,
                "",
                live.event(),
                live.source(),
                live.type(),
                ACCEPTED,
                0,
                3,
                List.of(),
                replay,
                false,
                live.body());
    }

    /// The delivery of an event to a target.
    ///
    /// @param json the event
    public static Delivery delivery(String eventId, TargetKey target, String type, String json) {
        return delivery(eventId, target, "", type, json);
    }

    /// The delivery of an event to a contact of a target.
    ///
    /// @param contact empty for a target without contacts
    /// @param json the event
    public static Delivery delivery(
            String eventId, TargetKey target, String contact, String type, String json) {
        var event = new EventKey(ACCOUNT, "default", eventId);
        return new Delivery(
                DeliveryId.of(event, "", target, contact, null),
                target,
                contact,
                event,
                "acs.dataworks",
                type,
                ACCEPTED,
                0,
                0,
                List.of(),
                "",
                false,
                json.getBytes(StandardCharsets.UTF_8));
    }
}
