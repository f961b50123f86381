package dev.signalbox.standalone.rulefile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.PatternWarnings;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `signalbox rules apply`: makes the rules of an account as files say, and reports each
/// difference.
///
/// What is there is read first. Then each rule that differs is written on the condition that no one
/// changed it since; one that fails does not stop the others. A dry run asks the console what it
/// would say of each, counts whether all together keep within the quotas, and changes nothing.
/// Rules that the files do not have are deleted last and only when asked, and only on buses where
/// nothing failed: what was to take their place may be missing.
public final class RulesApply {
    private static final int CONFLICT = 412;

    private final RulesClient client;
    private final RulesReport report;
    private final boolean dryRun;
    private final Map<String, SortedMap<String, ObjectNode>> there = new HashMap<>();
    private final Set<String> refusedBuses = new HashSet<>();
    private final Set<String> failedBuses = new HashSet<>();
    private @Nullable QuotaLeft room;
    private int created;
    private int changed;
    private int deleted;
    private int unchanged;
    private int failed;

    /// @param dryRun whether to tell only, and write nothing
    public RulesApply(RulesClient client, RulesReport report, boolean dryRun) {
        this.client = client;
        this.report = report;
        this.dryRun = dryRun;
    }

    /// Applies.
    ///
    /// @param prune whether to delete what the files do not have on the buses they name
    /// @return whether nothing failed
    public boolean run(RuleFiles.Read files, boolean prune)
            throws IOException, InterruptedException {
        List<String> buses = client.buses();
        room = dryRun ? new QuotaLeft(client.quotas(), buses.size()) : null;
        for (String bus : files.buses()) {
            there.put(bus, buses.contains(bus) ? client.rules(bus) : new TreeMap<>());
        }
        for (String bus : files.buses()) {
            if (!buses.contains(bus)) {
                createBus(bus);
            }
        }
        for (WrittenRule rule : files.rules()) {
            apply(rule);
        }
        if (prune) {
            prune(files);
        }
        summary();
        return failed == 0;
    }

    private SortedMap<String, ObjectNode> rulesOf(String bus) {
        return Objects.requireNonNull(there.get(bus), bus);
    }

    private void createBus(String bus) throws IOException, InterruptedException {
        ApiClient.Answer answer = client.createBus(bus, dryRun);
        String against = answer.ok() ? room == null ? null : room.takeBus() : answer.message();
        if (against == null) {
            report.createdBus(bus);
        } else {
            failed("bus " + bus, bus, against);
            refusedBuses.add(bus);
        }
    }

    private void apply(WrittenRule rule) throws IOException, InterruptedException {
        if (refusedBuses.contains(rule.bus())) {
            failed(rule.label(), rule.bus(), "its bus was refused");
            return;
        }
        ObjectNode current = rulesOf(rule.bus()).get(rule.name());
        RuleDiff diff = RuleDiff.between(current, rule.json());
        if (!diff.lost().isEmpty()) {
            failed(
                    rule.label(),
                    rule.bus(),
                    "%s: is masked, and there is none such to keep"
                            .formatted(String.join(", ", diff.lost())));
            return;
        }
        if (current != null && diff.isEmpty()) {
            unchanged++;
            return;
        }
        ApiClient.Answer answer = client.put(rule, current, dryRun);
        String against = answer.ok() ? beyondQuota(rule, current) : reason(answer);
        if (against == null) {
            tell(rule, current, diff, answer.json().path("revision").asLong());
        } else {
            failed(rule.label(), rule.bus(), against);
        }
    }

    /// Rules that would be deleted make no room, since they are deleted last.
    private @Nullable String beyondQuota(WrittenRule rule, @Nullable ObjectNode current) {
        return room == null || current != null
                ? null
                : room.takeRule(rule.bus(), rulesOf(rule.bus()).size());
    }

    /// Only the revision shows whether a secret was another one.
    private void tell(WrittenRule rule, @Nullable ObjectNode current, RuleDiff diff, long now) {
        if (current == null) {
            created(rule, diff);
            return;
        }
        long before = current.path("revision").asLong();
        if (now == before) {
            unchanged++;
            return;
        }
        changed++;
        report.changed(rule.label(), "revision %d -> %d".formatted(before, now), diff);
        if (diff.changes().isEmpty()) {
            report.secretsSent(diff);
        } else if (!diff.hidden().isEmpty()) {
            report.secretsUnknown(diff);
        }
        warn(rule);
    }

    private void created(WrittenRule rule, RuleDiff diff) {
        created++;
        report.created(rule.label(), diff);
        warn(rule);
    }

    private void warn(WrittenRule rule) {
        try {
            Pattern pattern = Pattern.parse(rule.json().path("pattern"));
            PatternWarnings.of(pattern, Catalog.builtIn()).forEach(report::warning);
        } catch (InvalidPattern e) {
            throw new IllegalStateException("the files were checked", e);
        }
    }

    private void prune(RuleFiles.Read files) throws IOException, InterruptedException {
        for (String bus : files.buses()) {
            var left = new TreeMap<>(rulesOf(bus));
            files.rules().stream()
                    .filter(rule -> rule.bus().equals(bus))
                    .forEach(rule -> left.remove(rule.name()));
            for (var rule : left.entrySet()) {
                String label = bus + "/" + rule.getKey();
                if (failedBuses.contains(bus)) {
                    report.failed(label, "not deleted, since something on its bus failed");
                } else {
                    delete(bus, label, rule.getKey(), rule.getValue());
                }
            }
        }
    }

    private void delete(String bus, String label, String name, ObjectNode rule)
            throws IOException, InterruptedException {
        if (!dryRun) {
            ApiClient.Answer answer = client.delete(bus, name, rule);
            if (!answer.ok()) {
                failed++;
                report.failed(label, reason(answer));
                return;
            }
        }
        deleted++;
        report.deleted(label, RuleDiff.between(rule, null));
    }

    private static String reason(ApiClient.Answer answer) {
        return answer.status() == CONFLICT
                ? "someone changed it meanwhile, and it stays as it is; apply again to see how"
                : answer.message();
    }

    private void failed(String what, String bus, String reason) {
        failed++;
        failedBuses.add(bus);
        report.failed(what, reason);
    }

    private void summary() {
        var text = new StringBuilder();
        if (created + changed + deleted + failed == 0) {
            text.append("nothing changed, ").append(unchanged).append(" as they should be");
        } else {
            text.append("%d created, %d changed, ".formatted(created, changed));
            text.append("%d deleted, %d unchanged".formatted(deleted, unchanged));
            if (failed > 0) {
                text.append(", %d failed".formatted(failed));
            }
        }
        report.text(dryRun ? "dry run, nothing was written: " + text : text.toString());
    }
}
