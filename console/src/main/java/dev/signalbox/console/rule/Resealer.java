package dev.signalbox.console.rule;

import dev.signalbox.console.change.ChangeQueue;
import dev.signalbox.console.change.ChangeQueue.Decision;
import dev.signalbox.console.change.ChangeQueue.NewRecord;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.SealedSecret;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.web.ApiException;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The re-encryption of the secrets of all rules under the newest key, once after each start of the
/// console, so that older keys can be removed from the file. It also counts the rules by the keys
/// that they need.
///
/// It has one thread, which makes its changes between those of people; a rule keeps its revision,
/// because nothing that people see of it changes.
final class Resealer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Resealer.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Rulebook book;
    private final Vault vault;
    private final ChangeQueue changes;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("signalbox-resealer").daemon().unstarted(this::run);

    Resealer(Rulebook book, Vault vault, ChangeQueue changes) {
        this.book = book;
        this.vault = vault;
        this.changes = changes;
    }

    /// Counts, for each key, the rules that need it.
    void count(PrometheusRegistry metrics) {
        Gauge gauge =
                Gauge.builder()
                        .name("signalbox_console_sealed_rules")
                        .help("Rules by the key that their secrets are sealed under")
                        .labelNames("key")
                        .register(metrics);
        book.listen((key, before, after) -> {
            keyNames(before).forEach(name -> gauge.labelValues(name).dec());
            keyNames(after).forEach(name -> gauge.labelValues(name).inc());
        });
    }

    private static Set<String> keyNames(@Nullable Rule rule) {
        var names = new HashSet<String>();
        if (rule != null) {
            rule.secrets().forEach(secret -> names.add(secret.keyName()));
        }
        return names;
    }

    /// Starts the thread.
    void start() {
        thread.start();
    }

    private void run() {
        try {
            resealAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Returns when all rules that exist at the call need only the newest key, except those whose
    /// secrets cannot be opened.
    void resealAll() throws InterruptedException {
        var old = new ArrayList<RuleKey>();
        book.forEach(rule -> {
            if (isOld(rule)) {
                old.add(rule.key());
            }
        });
        int resealed = 0;
        for (RuleKey key : old) {
            if (closing.getCount() == 0) {
                return;
            }
            resealed += reseal(key) ? 1 : 0;
        }
        if (!old.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("rules", resealed)
                    .addKeyValue("failed", old.size() - resealed)
                    .log("sealed the secrets of rules under the newest key");
        }
    }

    private boolean isOld(@Nullable Rule rule) {
        return rule != null && !rule.secrets().stream().allMatch(vault::isCurrent);
    }

    private boolean reseal(RuleKey key) throws InterruptedException {
        while (true) {
            try {
                changes.make(() -> {
                    Rule current = book.rule(key);
                    if (current == null || !isOld(current)) {
                        return new Decision<>(null, key);
                    }
                    Rule next = resealed(current);
                    return new Decision<>(
                            new NewRecord(
                                    key.toString(),
                                    RuleRecords.write(next),
                                    () -> next.equals(book.rule(key))),
                            key);
                });
                return true;
            } catch (ApiException e) {
                if (closing.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
                    return false;
                }
            } catch (IllegalStateException e) {
                LOG.atWarn()
                        .addKeyValue("rule", key)
                        .addKeyValue("reason", reason(e))
                        .log("the secrets of a rule stay under an older key");
                return false;
            }
        }
    }

    private static @Nullable String reason(IllegalStateException e) {
        return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    }

    private Rule resealed(Rule rule) {
        return rule.withTargets(
                rule.targets().stream()
                        .map(target -> target.withSecrets(secret -> resealed(rule.key(), secret)))
                        .toList());
    }

    private SealedSecret resealed(RuleKey rule, SealedSecret secret) {
        return vault.isCurrent(secret) ? secret : vault.seal(rule, vault.open(rule, secret));
    }

    @Override
    public void close() {
        closing.countDown();
        if (!thread.isAlive()) {
            return;
        }
        try {
            thread.join(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
