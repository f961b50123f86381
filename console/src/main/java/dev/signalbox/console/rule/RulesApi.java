package dev.signalbox.console.rule;

import dev.signalbox.console.rule.RuleEditor.EditedRule;
import dev.signalbox.console.rule.RuleEditor.RuleEdit;
import dev.signalbox.console.rule.RuleEditor.WrittenRule;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.JsonText;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.input.RuleBody;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/// The API of a bus's rules: `/api/buses/{bus}/rules` and the paths below.
final class RulesApi implements HttpRoutes {
    private static final String RULES = "/api/buses/{bus}/rules";
    private static final String RULE = RULES + "/{rule}";

    private final Settings settings;
    private final RuleTranslator translator;
    private final RuleEditor rules;

    RulesApi(RoomContext room, RuleTranslator translator, RuleEditor rules) {
        settings = room.settings();
        this.translator = translator;
        this.rules = rules;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(RULES, this::list);
        table.get(RULE, this::get);
        table.put(RULE, this::put);
        table.delete(RULE, this::delete);
        table.post(RULE + "/enable", (request, response) -> enable(request, response, true));
        table.post(RULE + "/disable", (request, response) -> enable(request, response, false));
        table.post(RULE + "/targets/{id}/enable", this::enableTarget);
    }

    private void list(ServerRequest request, ServerResponse response) {
        BusKey bus = new CallParameters(request, settings).bus();
        var answer = new LinkedHashMap<String, Object>();
        answer.put("rules", translator.views(rules.all(bus)));
        Map<String, String> unreadable = rules.unreadable(bus);
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
        answer(response, 200, rules.existing(new CallParameters(request, settings).rule()));
    }

    private void put(ServerRequest request, ServerResponse response) {
        var call = new CallParameters(request, settings, CallParameters.DRY_RUN);
        RuleKey key = call.rule();
        boolean dryRun = call.dryRun();
        Precondition precondition = Precondition.of(request);
        if (key.rule().startsWith(Names.RESERVED)) {
            throw ApiException.badRequest(
                    "EventRuleNameInvalid",
                    "rule: names that begin with " + Names.RESERVED + " are reserved");
        }
        RuleInput input = RuleInput.read(JsonText.tree(RuleBody.read(request)), key.rule());
        RuleEdit<Boolean> edit =
                current -> new EditedRule<>(translator.merge(key, current, input), current == null);
        if (dryRun) {
            Rule preview = rules.preview(key, precondition, edit).rule();
            Answers.json(response, 200, translator.view(preview).put(CallParameters.DRY_RUN, true));
        } else {
            WrittenRule<Boolean> written = rules.write(key, precondition, edit);
            answer(response, written.answer() ? 201 : 200, written.rule());
        }
    }

    private void delete(ServerRequest request, ServerResponse response) {
        RuleKey key = new CallParameters(request, settings).rule();
        Precondition precondition = Precondition.of(request);
        rules.delete(key, precondition);
        response.status(204).send();
    }

    private void enable(ServerRequest request, ServerResponse response, boolean enabled) {
        RuleKey key = new CallParameters(request, settings).rule();
        Precondition precondition = Precondition.of(request);
        answer(response, 200, rules.enable(key, precondition, enabled));
    }

    private void enableTarget(ServerRequest request, ServerResponse response) {
        RuleKey key = new CallParameters(request, settings).rule();
        String id = request.path().pathParameters().get("id");
        answer(response, 200, rules.enableTarget(key, Precondition.of(request), id));
    }

    private void answer(ServerResponse response, int status, Rule rule) {
        response.header(HeaderNames.ETAG, Precondition.tag(rule));
        Answers.json(response, status, translator.view(rule));
    }
}
