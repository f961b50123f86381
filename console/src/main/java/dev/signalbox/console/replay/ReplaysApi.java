package dev.signalbox.console.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.replay.ReplayPlanner.Planned;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayBook;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.web.Answers;
import dev.signalbox.web.Caller;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.Requests;
import dev.signalbox.web.Right;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.stream.AnswerStream;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The API of replays, `/api/replays`: to order and plan one, to tell it what to do, to list them
/// and to watch one.
///
/// A replay is watched by a request with `Accept: text/event-stream`: it is sent as an event
/// `replay` at once and whenever something changed, until it has ended.
final class ReplaysApi implements HttpRoutes {
    private static final String REPLAYS = "/api/replays";
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final RoomContext room;
    private final ReplayBook book;
    private final ReplayPlanner planner;
    private final ReplayEditor editor;

    ReplaysApi(RoomContext room, ReplayPlanner planner, ReplayEditor editor) {
        this.room = room;
        book = room.replays();
        this.planner = planner;
        this.editor = editor;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(REPLAYS, this::list);
        table.get(REPLAYS + "/{id}", this::get);
        RouteTable operated = table.needing(Right.OPERATE);
        operated.post(REPLAYS, this::order);
        for (ReplayAct act : ReplayAct.values()) {
            operated.post(
                    REPLAYS + "/{id}/" + act.label(),
                    (request, response) -> act(act, request, response));
        }
    }

    private void order(ServerRequest request, ServerResponse response) {
        String account = new CallParameters(request, room.settings()).account();
        ReplayRequest input =
                ReplayRequest.read(Requests.json(request), room.settings(), room.clock().instant());
        ChosenRules chosen = ChosenRules.of(room.rules(), account, input);
        Planned planned = planner.plan(account, input, chosen);
        Replay replay = editor.order(account, planned, Caller.current().keyId(), input.start());
        Answers.json(response, 202, whole(replay));
    }

    private void act(ReplayAct act, ServerRequest request, ServerResponse response) {
        String account = new CallParameters(request, room.settings()).account();
        Answers.json(response, 200, whole(editor.act(account, id(request), act)));
    }

    private void list(ServerRequest request, ServerResponse response) {
        var call =
                new CallParameters(
                        request, room.settings(), "state", ReplayPage.LIMIT, ReplayPage.NEXT);
        ReplayState state = state(call);
        List<Replay> replays =
                editor.all(call.account()).stream()
                        .filter(replay -> state == null || replay.state() == state)
                        .toList();
        ReplayPage page = ReplayPage.of(call, replays);
        ObjectNode json = Json.MAPPER.createObjectNode();
        var array = json.putArray("replays");
        for (Replay replay : page.replays()) {
            array.add(ReplayView.line(replay, book.progress(replay.account(), replay.id())));
        }
        json.put("next", page.next());
        Answers.json(response, 200, json);
    }

    private static @Nullable ReplayState state(CallParameters call) {
        String text = call.text("state");
        ReplayState state = text == null ? null : ReplayState.labelled(text);
        if (text != null && state == null) {
            throw CallParameters.invalid(
                    "state", "must be planned, running, paused, done, cancelled or failed");
        }
        return state;
    }

    private void get(ServerRequest request, ServerResponse response) {
        String account = new CallParameters(request, room.settings()).account();
        Replay replay = editor.find(account, id(request));
        if (wantsStream(request)) {
            AnswerStream.answer(request, response, stream -> watch(stream, replay));
        } else {
            Answers.json(response, 200, whole(replay));
        }
    }

    /// Whether the request names server-sent events; one that takes anything gets the JSON.
    private static boolean wantsStream(ServerRequest request) {
        String wanted = MediaTypes.TEXT_EVENT_STREAM.text();
        return request.headers().acceptedTypes().stream()
                .anyMatch(accepted -> accepted.mediaType().text().equalsIgnoreCase(wanted));
    }

    private void watch(AnswerStream stream, Replay first) throws InterruptedException {
        ObjectNode last = null;
        while (stream.isOpen()) {
            long changes = book.changes();
            Replay replay = book.replay(first.account(), first.id());
            if (replay == null) {
                return; // it was forgotten
            }
            ObjectNode now = whole(replay);
            if (!now.equals(last)) {
                stream.write("replay", now);
                last = now;
            }
            if (replay.state().isFinal()) {
                return;
            }
            book.awaitChange(changes, LOOK);
        }
    }

    private ObjectNode whole(Replay replay) {
        return ReplayView.whole(replay, book.progress(replay.account(), replay.id()));
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }
}
