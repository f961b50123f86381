package dev.signalbox.console.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.live.ProcessStates.ProcessState;
import dev.signalbox.contract.health.TargetHealth;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.stats.Backlog;
import dev.signalbox.contract.stats.UnwellTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What needs a person, of an account at a moment: rooms that are silent or not ready, targets that
/// are disabled, failing, throttled or behind, dead letters, replays that failed, rules that cannot
/// be read, disks that are full.
final class Needs {
    /// As many are named; how many more there are is said.
    static final int MOST = 100;

    private static final Duration FAILED_LATELY = Duration.ofDays(1);

    private final String account;
    private final RoomContext room;
    private final ProcessStates processes;
    private final Instant now;
    private final List<ObjectNode> needs = new ArrayList<>();
    private int disabled;
    private int failing;

    Needs(String account, RoomContext room, ProcessStates processes, Instant now) {
        this.account = account;
        this.room = room;
        this.processes = processes;
        this.now = now;
    }

    /// Adds `targets`, `deadLetters`, `needs` and, where there are too many, `needsLeftOut`.
    void addTo(ObjectNode json, Backlog backlog, DeadLetterCount deadLetters) {
        ofProcesses();
        ofTargets();
        if (deadLetters.waiting() > 0) {
            need("deadLetters").put("count", deadLetters.waiting()).put("more", deadLetters.more());
        }
        ofReplays();
        json.putObject("targets")
                .put("throttled", backlog.throttled())
                .put("failing", failing)
                .put("disabled", disabled);
        json.putObject("deadLetters")
                .put("waiting", deadLetters.waiting())
                .put("more", deadLetters.more());
        var named = json.putArray("needs");
        needs.stream().limit(MOST).forEach(named::add);
        if (needs.size() > MOST) {
            json.put("needsLeftOut", needs.size() - MOST);
        }
    }

    private ObjectNode need(String kind) {
        ObjectNode need = Json.MAPPER.createObjectNode().put("kind", kind);
        needs.add(need);
        return need;
    }

    private void ofProcesses() {
        long unreadable = 0;
        for (ProcessState state : processes.all()) {
            String process = state.stats().process();
            if (state.silent()) {
                for (String name : state.rooms().keySet()) {
                    need("roomSilent")
                            .put("room", name)
                            .put("process", process)
                            .put("since", state.heard().toString());
                }
                continue;
            }
            state.rooms()
                    .forEach((name, missing) -> {
                        if (!missing.isEmpty()) {
                            need("roomNotReady")
                                    .put("room", name)
                                    .put("process", process)
                                    .put("reason", String.join("; ", missing));
                        }
                    });
            if (!state.stats().diskShortage().isEmpty()) {
                need("diskShort")
                        .put("process", process)
                        .put("reason", state.stats().diskShortage());
            }
            unreadable = Math.max(unreadable, state.stats().rulesUnreadable());
        }
        if (unreadable > 0) {
            need("rulesUnreadable").put("count", unreadable);
        }
    }

    private void ofTargets() {
        var known = new HashSet<TargetKey>();
        var found = new ArrayList<TargetNeed>();
        room.targets()
                .forEach((key, ignored) -> {
                    TargetNeed need = key.account().equals(account) ? unwell(key) : null;
                    if (need != null) {
                        known.add(key);
                        found.add(need);
                    }
                });
        numbersOfLanes(known, found);
        found.sort(
                Comparator.comparing(TargetNeed::kind)
                        .thenComparing(
                                TargetNeed::since,
                                Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                        .thenComparing(need -> need.key().toString()));
        found.forEach(need -> needs.add(need.json(now)));
    }

    private @Nullable TargetNeed unwell(TargetKey key) {
        Rule rule = room.rules().rule(key.ruleKey());
        Target target = rule == null ? null : rule.target(key.target());
        TargetHealth health =
                rule == null || target == null ? null : room.targets().of(rule, key.target());
        if (target == null || health == null) {
            return null;
        }
        String channel = target.channel().label();
        return switch (health) {
            case TargetHealth.Disabled off -> {
                disabled++;
                yield new TargetNeed(
                        Kind.DISABLED, key, channel, off.since(), null, off.reason(), null);
            }
            case TargetHealth.Failing fails -> {
                failing++;
                yield new TargetNeed(
                        Kind.FAILING, key, channel, fails.since(), null, fails.reason(), null);
            }
        };
    }

    /// Adds what only those know that have the lanes; of what is known already, until when and how
    /// far behind.
    private void numbersOfLanes(Set<TargetKey> known, List<TargetNeed> found) {
        for (ProcessState state : processes.all()) {
            if (state.silent()) {
                continue;
            }
            for (UnwellTarget target : state.stats().unwell()) {
                if (!target.key().account().equals(account)) {
                    continue;
                }
                if (known.add(target.key())) {
                    Kind kind = Kind.of(target.state());
                    failing += kind == Kind.FAILING ? 1 : 0;
                    found.add(
                            new TargetNeed(
                                    kind,
                                    target.key(),
                                    target.channel(),
                                    target.since(),
                                    target.until(),
                                    target.reason(),
                                    target.oldest()));
                } else {
                    found.replaceAll(need ->
                            need.key().equals(target.key())
                                    ? need.with(target.until(), target.oldest())
                                    : need);
                }
            }
        }
    }

    private void ofReplays() {
        for (Replay replay : room.replays().replays(account)) {
            if (replay.state() == ReplayState.FAILED
                    && replay.changed().isAfter(now.minus(FAILED_LATELY))) {
                need("replayFailed")
                        .put("replay", replay.id())
                        .put("bus", replay.order().bus())
                        .put("since", replay.changed().toString())
                        .put("reason", replay.reason());
            }
        }
    }

    /// The trouble of a target; the gravest first.
    private enum Kind {
        DISABLED("targetDisabled"),
        FAILING("targetFailing"),
        THROTTLED("targetThrottled"),
        BEHIND("targetBehind");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        static Kind of(String state) {
            return switch (state) {
                case "disabled" -> DISABLED;
                case "failing" -> FAILING;
                case "throttled" -> THROTTLED;
                default -> BEHIND;
            };
        }
    }

    private record TargetNeed(
            Kind kind,
            TargetKey key,
            String channel,
            @Nullable Instant since,
            @Nullable Instant until,
            String reason,
            @Nullable Instant oldest) {
        TargetNeed with(@Nullable Instant until, @Nullable Instant oldest) {
            return new TargetNeed(kind, key, channel, since, until, reason, oldest);
        }

        ObjectNode json(Instant now) {
            ObjectNode json = Json.MAPPER.createObjectNode();
            json.put("kind", kind.label);
            json.put("bus", key.bus());
            json.put("rule", key.rule());
            json.put("target", key.target());
            json.put("channel", channel);
            LiveView.put(json, "since", since);
            LiveView.put(json, "until", until);
            json.put("reason", reason);
            json.put(
                    "lagSeconds",
                    oldest == null ? 0 : Math.max(0, Duration.between(oldest, now).toSeconds()));
            return json;
        }
    }
}
