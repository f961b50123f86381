package dev.signalbox.notifier.connectivity;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.notifier.bot.BotSender;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.web.Answers;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.call.RuleErrors;
import dev.signalbox.web.call.RuleLookup;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;

/// Test Connectivity: `POST /api/buses/{bus}/rules/{rule}/targets/{id}/test` sends a robot one
/// message that is marked as a test, and says in plain words what came of it.
///
/// Nothing is counted and nothing written; a message that failed is not tried again. It is the
/// notifier that answers this path, since only the notifier speaks to targets.
public final class ConnectivityApi implements HttpRoutes {
    private static final String PATH = "/api/buses/{bus}/rules/{rule}/targets/{id}/test";

    private final Settings settings;
    private final Rulebook rules;
    private final BotSender bots;

    /// The answer.
    ///
    /// @param ok whether the target took the message
    /// @param status the HTTP status that it answered; 0 for none
    /// @param message what happened and what to do
    private record Tried(boolean ok, int status, String message) {
        static Tried of(Reply reply) {
            return switch (reply) {
                case Reply.Taken taken ->
                        new Tried(
                                true,
                                taken.httpStatus(),
                                "the robot took the test message: look for it in the group");
                case Reply.Failed failed ->
                        new Tried(
                                false,
                                failed.httpStatus(),
                                failed.reason()
                                        + (failed.httpStatus() == 0
                                                ? "; check the url, and that the notifier may call"
                                                        + " it"
                                                : "; a later attempt may succeed"));
                case Reply.Throttled throttled ->
                        new Tried(
                                false,
                                throttled.httpStatus(),
                                throttled.reason() + "; try again in " + words(throttled.pause()));
                case Reply.Refused refused ->
                        new Tried(false, refused.httpStatus(), refused.reason());
                case Reply.Postponed postponed ->
                        new Tried(
                                false,
                                postponed.httpStatus(),
                                "not tried: try again in " + words(postponed.pause()));
            };
        }

        private static String words(Duration pause) {
            return pause.isZero() ? "a minute" : "%,d seconds".formatted(pause.toSeconds());
        }
    }

    /// @param bots sends the messages
    public ConnectivityApi(RoomContext room, BotSender bots) {
        settings = room.settings();
        rules = room.rules();
        this.bots = bots;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post(PATH, this::test);
    }

    private void test(ServerRequest request, ServerResponse response) {
        String id = request.path().pathParameters().get("id");
        Rule rule = RuleLookup.rule(rules, new CallParameters(request, settings).rule());
        Target target = rule.target(id);
        if (target == null) {
            throw RuleErrors.noTarget(rule.key(), id);
        }
        if (!(target instanceof Target.Bot bot)) {
            throw new ApiException(
                    409,
                    "TestNotSupported",
                    "a target of type %s cannot be tried, only dingtalk, wecom and lark"
                            .formatted(target.channel().label()));
        }
        Answers.json(response, 200, Tried.of(bots.test(rule.key().target(id), bot)));
    }
}
