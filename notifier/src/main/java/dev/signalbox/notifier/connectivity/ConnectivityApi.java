package dev.signalbox.notifier.connectivity;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.notifier.bot.BotSender;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.web.Answers;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.Requests;
import dev.signalbox.web.Right;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.call.RuleErrors;
import dev.signalbox.web.call.RuleLookup;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Test Connectivity: `POST /api/buses/{bus}/rules/{rule}/targets/{id}/test` sends a target one
/// message that is marked as a test, and says in plain words what came of it. A body is a target
/// that is tried instead of the stored one; its rule need not be stored. `POST /api/targets/test`
/// with `{"bus", "rule", "target"}` does the same for a form whose rule may have no name yet.
///
/// A robot gets a message of its own; other targets get an event, in the form that their transform
/// makes of it, and of several contacts only the first. On PAI's own buses only robots can be
/// tried, as PAI has it.
///
/// Nothing is counted and nothing written; a message that failed is not tried again. It is the
/// notifier that answers this path, since only the notifier speaks to targets.
public final class ConnectivityApi implements HttpRoutes {
    private static final String STORED = "/api/buses/{bus}/rules/{rule}/targets/{id}/test";
    private static final String UNSTORED = "/api/targets/test";

    private static final String PAI_BUSES = "pai-system-";
    private static final String CHECK_URL = "; check the url, and that the notifier may call it";

    private final Settings settings;
    private final Rulebook rules;
    private final BotSender bots;
    private final Sender sender;
    private final UnstoredTarget unstored;
    private final InstantSource clock;
    private final TestDeliveries tests = new TestDeliveries();

    /// The answer.
    ///
    /// @param ok whether the target took the message
    /// @param status the HTTP status that it answered; 0 for none
    /// @param message what happened and what to do
    private record Tried(boolean ok, int status, String message) {
        /// @param words what to say where the target took the message
        /// @param unanswered what to do where nothing was answered
        static Tried of(Reply reply, String words, String unanswered) {
            return switch (reply) {
                case Reply.Taken taken -> new Tried(true, taken.httpStatus(), words);
                case Reply.Failed failed ->
                        new Tried(
                                false,
                                failed.httpStatus(),
                                failed.reason()
                                        + (failed.httpStatus() == 0
                                                ? unanswered
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

    /// @param bots sends messages to robots
    /// @param sender sends to all other targets
    /// @param vault seals the secrets of targets that are not stored
    public ConnectivityApi(RoomContext room, BotSender bots, Sender sender, Vault vault) {
        settings = room.settings();
        rules = room.rules();
        clock = room.clock();
        this.bots = bots;
        this.sender = sender;
        unstored = new UnstoredTarget(rules, vault);
    }

    @Override
    public void addTo(RouteTable table) {
        table.needing(Right.OPERATE).post(STORED, this::test).post(UNSTORED, this::testUnstored);
    }

    private void test(ServerRequest request, ServerResponse response) {
        RuleKey rule = new CallParameters(request, settings).rule();
        String id = request.path().pathParameters().get("id");
        Target target =
                request.content().hasEntity()
                        ? unstored.read(Requests.json(request), rule, id)
                        : stored(rule, id);
        Answers.json(response, 200, tried(rule.target(id), target));
    }

    private void testUnstored(ServerRequest request, ServerResponse response) {
        String account = new CallParameters(request, settings).account();
        UnstoredTarget.Asked asked = unstored.read(Requests.json(request), account);
        TargetKey key = asked.rule().target(asked.target().id());
        Answers.json(response, 200, tried(key, asked.target()));
    }

    private Tried tried(TargetKey key, Target target) {
        return switch (target) {
            case Target.Bot bot ->
                    Tried.of(
                            bots.test(key, bot),
                            "the robot took the test message: look for it in the group",
                            CHECK_URL);
            case Target.Http _, Target.Sms _, Target.Voice _, Target.Email _ ->
                    tryOther(key, target);
        };
    }

    private Tried tryOther(TargetKey key, Target target) {
        if (key.bus().startsWith(PAI_BUSES)) {
            throw new ApiException(
                    409,
                    "TestNotSupported",
                    "on PAI's buses a target of type %s cannot be tried, only dingtalk, wecom and lark"
                            .formatted(target.channel().label()));
        }
        List<String> contacts = target.contacts();
        String contact = contacts.isEmpty() ? "" : contacts.getFirst();
        Reply reply = sender.send(tests.make(key, contact, clock.instant()), target, 1);
        return Tried.of(
                reply,
                contact.isEmpty()
                        ? "the target took the test event"
                        : "the service took the test message: look for it at the first contact",
                contact.isEmpty() ? CHECK_URL : "");
    }

    private Target stored(RuleKey key, String id) {
        Target target = RuleLookup.rule(rules, key).target(id);
        if (target == null) {
            throw RuleErrors.noTarget(key, id);
        }
        return target;
    }
}
