package dev.signalbox.console.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.history.PageRequest;
import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.web.Answers;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.AuditLog;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.Requests;
import dev.signalbox.web.Right;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.call.EventBodies;
import dev.signalbox.web.input.TimeText;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Function;

/// The API of dead letters, `/api/dead-letters`: to list them, to read one and to send them again.
final class DeadLettersApi implements HttpRoutes {
    /// How far back dead letters are looked for where the caller names no time.
    static final Duration PERIOD = Duration.ofDays(7);

    /// Later than any death.
    static final Instant EVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    private static final String LETTERS = "/api/dead-letters";
    private static final String[] PARAMETERS = {
        "bus", "rule", "target", "id", "from", "to", "state", PageRequest.LIMIT, PageRequest.NEXT
    };
    private static final int LIMIT = 100;
    private static final int MOST = 1_000;

    private final Settings settings;
    private final Rulebook rules;
    private final HealthBook targets;
    private final InstantSource clock;
    private final DeadLetterReader deadLetters;
    private final Redriver redriver;
    private final Function<String, MonthlyUsage> usage;

    /// @param usage an account's usage this month
    DeadLettersApi(
            RoomContext room,
            DeadLetterReader deadLetters,
            Redriver redriver,
            Function<String, MonthlyUsage> usage) {
        settings = room.settings();
        rules = room.rules();
        targets = room.targets();
        clock = room.clock();
        this.deadLetters = deadLetters;
        this.redriver = redriver;
        this.usage = usage;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(LETTERS, this::list);
        table.get(LETTERS + "/{id}", this::get);
        table.needingUnlessDry(Right.OPERATE).post(LETTERS + "/redrive", this::redrive);
    }

    private void list(ServerRequest request, ServerResponse response) {
        var call = new CallParameters(request, settings, PARAMETERS);
        Instant from = TimeText.parameter(call, "from", clock.instant().minus(PERIOD));
        Instant to = TimeText.parameter(call, "to", EVER);
        if (from.isAfter(to)) {
            throw CallParameters.invalid("from", "is after to, " + to);
        }
        String id = call.text("id");
        var filter =
                new DeadLetterFilter(
                        call.account(),
                        call.askedBus(),
                        call.asked("rule"),
                        call.asked("target"),
                        from,
                        to,
                        id == null ? Set.of() : Set.of(id),
                        withRedriven(call));
        DeadLetterReader.Page page =
                deadLetters.list(filter, PageRequest.of(call, PARAMETERS, LIMIT, MOST));
        ObjectNode json = Json.MAPPER.createObjectNode();
        var array = json.putArray("deadLetters");
        page.deadLetters().forEach(deadLetter -> array.add(DeadLetterView.line(deadLetter)));
        DeliveriesApi.addPage(json, page.next(), page.searchedBackTo());
        Answers.json(response, 200, json);
    }

    private static boolean withRedriven(CallParameters call) {
        String state = call.text("state");
        if (state == null || state.equals("dead")) {
            return false;
        }
        if (state.equals("all")) {
            return true;
        }
        throw CallParameters.invalid("state", "must be dead or all");
    }

    private void get(ServerRequest request, ServerResponse response) {
        var call = new CallParameters(request, settings, "bus", "rule", "target");
        String id = request.path().pathParameters().get("id");
        DeadLetter deadLetter =
                deadLetters.find(
                        new DeadLetterFilter(
                                call.account(),
                                call.askedBus(),
                                call.asked("rule"),
                                call.asked("target"),
                                Instant.EPOCH,
                                EVER,
                                Set.of(id),
                                true));
        if (deadLetter == null) {
            throw new ApiException(
                    404, "DeadLetterNotExist", "no delivery with this id has a dead letter");
        }
        ObjectNode json = DeadLetterView.whole(deadLetter, rules, targets);
        if (!EventBodies.shown()) {
            EventBodies.hideEvent(json);
        }
        Answers.json(response, 200, json);
    }

    private void redrive(ServerRequest request, ServerResponse response) {
        var call = new CallParameters(request, settings, CallParameters.DRY_RUN);
        String account = call.account();
        boolean dryRun = call.dryRun();
        RedriveRequest input =
                RedriveRequest.read(Requests.json(request), account, clock.instant().minus(PERIOD));
        if (dryRun) {
            RedrivePlan plan = redriver.plan(input.filter(), input.limit(), input.again());
            Answers.json(response, 200, plan.view(rules, usage.apply(account)));
            return;
        }
        Redriver.Result result = redriver.redrive(input.filter(), input.limit(), input.again());
        if (result.redriven() > 0) {
            AuditLog.changed(
                    "redriven", "%d dead letters of %s".formatted(result.redriven(), account));
        }
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("requestId", Answers.requestId(response));
        json.put("redriven", result.redriven());
        json.put("more", result.more());
        if (!result.notFound().isEmpty()) {
            var array = json.putArray("notFound");
            result.notFound().forEach(array::add);
        }
        if (result.skippedInAll() > 0) {
            json.put("skippedInAll", result.skippedInAll());
            var array = json.putArray("skipped");
            for (Redriver.Skipped skipped : result.skipped()) {
                array.addObject().put("id", skipped.id()).put("reason", skipped.reason());
            }
        }
        Answers.json(response, 200, json);
    }
}
