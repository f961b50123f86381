package dev.signalbox.console.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.replay.Only;
import dev.signalbox.contract.replay.Speed;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.input.InputObject;
import dev.signalbox.web.input.PatternInput;
import dev.signalbox.web.input.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A request for a replay, as a person wrote it.
///
/// @param rules the rules by name; empty for all
/// @param all whether all rules were asked for by saying so
/// @param to not later than now
/// @param start whether it is to be started at once
/// @param warnings what was changed about it
record ReplayRequest(
        String bus,
        Instant from,
        Instant to,
        Set<String> rules,
        boolean all,
        @Nullable Pattern pattern,
        Set<String> ids,
        Only only,
        Speed speed,
        String note,
        boolean start,
        List<String> warnings) {
    private static final List<String> FIELDS =
            List.of(
                    "bus", "from", "to", "rules", "all", "pattern", "ids", "only", "speed", "note",
                    "start");
    private static final int MOST_RULES = 1_000;
    private static final int MOST_IDS = 1_000;
    private static final int LONGEST_NOTE = 256;
    private static final int FASTEST = 1_000_000;

    /// Reads a request.
    ///
    /// @throws ApiException 400 with all problems
    static ReplayRequest read(JsonNode json, Settings settings, Instant now) {
        InputObject input = InputObject.body(json, "an order for a replay");
        input.onlyFields(FIELDS);
        var warnings = new ArrayList<String>();
        Set<String> rules =
                texts(input, "rules", MOST_RULES, Names::isRule, "must be " + Names.RULES);
        int longest = settings.limits().idLength();
        Set<String> ids =
                texts(
                        input,
                        "ids",
                        MOST_IDS,
                        id -> !id.isEmpty() && id.length() <= longest,
                        "must be an event's id, of 1 to %,d characters".formatted(longest));
        boolean all = input.flag("all", false);
        checkChoice(input, rules, all, ids);
        Instant from = moment(input, "from", null);
        Instant to = moment(input, "to", now);
        if (to != null && to.isAfter(now)) {
            warnings.add("to is in the future: only what has happened by now is replayed");
            to = now;
        }
        if (from != null && to != null && !from.isBefore(to)) {
            input.problem("from", "must be earlier than to, " + to);
        }
        Only only = only(input, settings, from, now);
        Speed speed = speed(input);
        Pattern pattern = input.value("pattern") == null ? null : PatternInput.read(input);
        String note = input.text("note", "", LONGEST_NOTE);
        boolean start = input.flag("start", false);
        String bus = bus(input);
        input.problems().throwIfAny();
        if (from == null || to == null) {
            throw new IllegalStateException("what is missing was a problem");
        }
        return new ReplayRequest(
                bus, from, to, rules, all, pattern, ids, only, speed, note, start, warnings);
    }

    private static String bus(InputObject input) {
        String bus = input.text("bus");
        if (bus != null && !Names.isBus(bus)) {
            input.problem("bus", "must be " + Names.BUSES);
        }
        return bus == null ? Bus.DEFAULT : bus;
    }

    /// An order for everything has to say so: an empty one is more likely a mistake.
    private static void checkChoice(
            InputObject input, Set<String> rules, boolean all, Set<String> ids) {
        if (all && input.value("rules") != null) {
            input.problem("all", "is not allowed together with rules");
        }
        if (!all && rules.isEmpty() && ids.isEmpty() && input.problems().all().isEmpty()) {
            input.problem(
                    "body",
                    "must say what to replay: rules (a list of names), \"all\": true for all enabled rules, or ids (a list of events)");
        }
    }

    private static Set<String> texts(
            InputObject input, String field, int most, Predicate<String> fits, String expected) {
        JsonNode list = input.value(field);
        var texts = new LinkedHashSet<String>();
        if (list == null) {
            return texts;
        }
        if (!list.isArray() || list.isEmpty() || list.size() > most) {
            input.problem(field, "must be a list of 1 to %,d texts".formatted(most));
            return texts;
        }
        for (int i = 0; i < list.size(); i++) {
            JsonNode text = list.get(i);
            if (text.isTextual()
                    && fits.test(text.textValue())
                    && InputObject.isWellFormed(text.textValue())) {
                texts.add(text.textValue());
            } else {
                input.problem(field + "[" + i + "]", expected);
            }
        }
        return texts;
    }

    private static @Nullable Instant moment(
            InputObject input, String field, @Nullable Instant absent) {
        JsonNode json = input.value(field);
        if (json == null) {
            if (absent == null) {
                input.problem(field, "is missing; it " + TimeText.EXPECTED);
            }
            return absent;
        }
        Instant moment =
                json.isTextual() || json.isIntegralNumber() ? TimeText.parse(json.asText()) : null;
        if (moment == null) {
            input.problem(field, TimeText.EXPECTED);
        }
        return moment;
    }

    private static Only only(
            InputObject input, Settings settings, @Nullable Instant from, Instant now) {
        String text = input.text("only");
        Only only = text == null ? Only.ALL : Only.labelled(text);
        if (only == null) {
            input.problem("only", "must be all, missing or failed");
            return Only.ALL;
        }
        Duration kept = Topic.OUTCOMES.kept(settings);
        if (only != Only.ALL && from != null && from.isBefore(now.minus(kept))) {
            input.problem(
                    "only",
                    "%s is known for %d days only, since then outcomes are forgotten; from must not be earlier than %s"
                            .formatted(only.label(), kept.toDays(), now.minus(kept)));
        }
        return only;
    }

    private static Speed speed(InputObject input) {
        JsonNode json = input.value("speed");
        if (json == null || (json.isTextual() && json.textValue().equals("max"))) {
            return new Speed.Max();
        }
        if (json.isTextual() && json.textValue().equals("original")) {
            return new Speed.Original();
        }
        if (json.isInt() && json.intValue() >= 1 && json.intValue() <= FASTEST) {
            return new Speed.PerSecond(json.intValue());
        }
        input.problem(
                "speed",
                "must be max, original, or events a second as a number from 1 to %,d"
                        .formatted(FASTEST));
        return new Speed.Max();
    }
}
