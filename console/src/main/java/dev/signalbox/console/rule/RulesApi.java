package dev.signalbox.console.rule;

import dev.signalbox.console.health.TargetEnabler;
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
import dev.signalbox.web.Right;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.call.Precondition;
import dev.signalbox.web.input.RuleBody;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/// The API of a bus's rules: `/api/buses/{bus}/rules` and the paths below.
final class RulesApi implements HttpRoutes {
    private static final String RULES = "/api/buses/{bus}/rules";
    private static final String RULE = RULES + "/{rule}";

    private final Settings settings;
    private final RuleTranslator translator;
    private final RuleEditor rules;
    private final TargetEnabler targets;

    RulesApi(RoomContext room, RuleTranslator translator, RuleEditor rules, TargetEnabler targets) {
        settings = room.settings();
        this.translator = translator;
        this.rules = rules;
        this.targets = targets;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(RULES, this::list);
        table.get(RULE, this::get);
        table.needingUnlessDry(Right.CHANGE).put(RULE, this::put);
        table.delete(RULE, this::delete);
        table.needing(Right.OPERATE)
                .post(RULE + "/enable", (request, response) -> enable(request, response, true))
                .post(RULE + "/disable", (request, response) -> enable(request, response, false))
                .post(RULE + "/targets/{id}/enable", this::enableTarget);
    }

    private void list(ServerRequest request, ServerResponse response) {
        CallParameters call = RuleList.call(request, settings);
        BusKey bus = call.bus();
        RuleList list = RuleList.of(call);
        Answers.json(
                response,
                200,
                list.page(rules.all(bus), rules.unreadable(bus), translator, targets));
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
        response.header(HeaderNames.ETAG, Precondition.tag(rule.revision()));
        Answers.json(response, status, translator.view(rule));
    }
}
