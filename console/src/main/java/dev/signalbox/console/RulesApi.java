package dev.signalbox.console;

import dev.signalbox.console.RuleWriter.Change;
import dev.signalbox.console.RuleWriter.Decision;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Names;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.JsonText;
import dev.signalbox.web.Requests;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.Routes;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/// The rules of a bus: `/api/buses/{bus}/rules` and what lies below.
final class RulesApi implements Routes {
    private static final String RULES = "/api/buses/{bus}/rules";
    private static final String RULE = RULES + "/{rule}";

    /// Bytes of a rule in JSON; more would not fit into one record of the topic for certain.
    private static final int LARGEST = 256 * 1024;

    private final Settings settings;
    private final Rulebook book;
    private final InstantSource clock;
    private final RuleDesk desk;
    private final RuleWriter writer;

    private record Put(Rule rule, boolean created) {}

    RulesApi(RoomContext room, RuleDesk desk, RuleWriter writer) {
        settings = room.settings();
        book = room.rules();
        clock = room.clock();
        this.desk = desk;
        this.writer = writer;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(RULES, this::list);
        table.get(RULE, this::get);
        table.put(RULE, this::put);
        table.delete(RULE, this::delete);
        table.post(RULE + "/enable", (request, response) -> enable(request, response, true));
        table.post(RULE + "/disable", (request, response) -> enable(request, response, false));
    }

    private void list(ServerRequest request, ServerResponse response) {
        BusKey bus = new Call(request, settings).bus();
        requireBus(bus);
        var answer = new LinkedHashMap<String, Object>();
        answer.put("rules", desk.views(book.rules(bus)));
        Map<String, String> unreadable = book.unreadableRules(bus);
        if (!unreadable.isEmpty()) {
            answer.put(
                    "unreadable",
                    unreadable.entrySet().stream()
                            .map(rule -> Map.of("name", rule.getKey(), "reason", rule.getValue()))
                            .toList());
        }
        Answers.json(response, 200, answer);
    }

    private void get(ServerRequest request, ServerResponse response) {
        answer(response, 200, existing(new Call(request, settings).rule()));
    }

    private void put(ServerRequest request, ServerResponse response) {
        RuleKey key = new Call(request, settings).rule();
        Precondition precondition = Precondition.of(request);
        if (key.rule().startsWith(Names.RESERVED)) {
            throw ApiException.badRequest(
                    "EventRuleNameInvalid",
                    "rule: names that begin with " + Names.RESERVED + " are reserved");
        }
        RuleForm form = RuleForm.read(JsonText.tree(body(request)), key.rule());
        Put put =
                writer.write(() -> {
                    requireBus(key.busKey());
                    Rule current = book.rule(key);
                    if (current == null && book.whyUnreadable(key) != null) {
                        precondition.checkUnreadable();
                    } else {
                        precondition.check(current);
                    }
                    Rule rule = desk.merge(key, current, form, now());
                    Put answer = new Put(rule, current == null);
                    return rule.equals(current)
                            ? new Decision<>(null, answer)
                            : new Decision<>(change(rule), answer);
                });
        answer(response, put.created() ? 201 : 200, put.rule());
    }

    private static byte[] body(ServerRequest request) {
        byte[] body = Requests.body(request);
        if (body.length > LARGEST) {
            throw new ApiException(
                    413,
                    "RequestEntityTooLarge",
                    "a rule has at most %,d bytes of JSON".formatted(LARGEST));
        }
        return body;
    }

    private void delete(ServerRequest request, ServerResponse response) {
        RuleKey key = new Call(request, settings).rule();
        Precondition precondition = Precondition.of(request);
        writer.write(() -> {
            if (book.whyUnreadable(key) != null) {
                precondition.checkUnreadable();
            } else {
                precondition.check(existing(key));
            }
            return new Decision<>(new Change(key.toString(), null, () -> isGone(key)), key);
        });
        response.status(204).send();
    }

    private void enable(ServerRequest request, ServerResponse response, boolean enabled) {
        RuleKey key = new Call(request, settings).rule();
        Precondition precondition = Precondition.of(request);
        Rule rule =
                writer.write(() -> {
                    Rule current = existing(key);
                    precondition.check(current);
                    if (current.enabled() == enabled) {
                        return new Decision<>(null, current);
                    }
                    Rule changed =
                            new Rule(
                                    key,
                                    current.description(),
                                    enabled,
                                    current.pattern(),
                                    current.targets(),
                                    current.revision() + 1,
                                    current.created(),
                                    now());
                    return new Decision<>(change(changed), changed);
                });
        answer(response, 200, rule);
    }

    private Change change(Rule rule) {
        return new Change(
                rule.key().toString(),
                RuleRecords.write(rule),
                () -> rule.equals(book.rule(rule.key())));
    }

    private void answer(ServerResponse response, int status, Rule rule) {
        response.header(HeaderNames.ETAG, Precondition.tag(rule));
        Answers.json(response, status, desk.view(rule));
    }

    private Rule existing(RuleKey key) {
        requireBus(key.busKey());
        Rule rule = book.rule(key);
        if (rule == null) {
            String reason = book.whyUnreadable(key);
            throw reason == null ? Missing.rule(key) : Missing.unreadable(key, reason);
        }
        return rule;
    }

    private boolean isGone(RuleKey key) {
        return book.rule(key) == null && book.whyUnreadable(key) == null;
    }

    private void requireBus(BusKey key) {
        if (book.bus(key) == null) {
            throw Missing.bus(key);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
