package dev.signalbox.console.live;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.stream.AnswerStream;
import dev.signalbox.web.stream.StreamQueue;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/// The API that shows the numbers of an account live: `GET /api/live`, a stream. Its items are one
/// `snapshot`, with the last ten minutes, and `numbers` once a second. A viewer that is slow misses
/// what was replaced meanwhile.
final class LiveApi implements HttpRoutes {
    private final Settings settings;
    private final LiveFeed feed;

    LiveApi(Settings settings, LiveFeed feed) {
        this.settings = settings;
        this.feed = feed;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/live", this::live);
    }

    private void live(ServerRequest request, ServerResponse response) {
        String account = new CallParameters(request, settings).account();
        AnswerStream.answer(
                request,
                response,
                stream -> {
                    StreamQueue queue = StreamQueue.newest();
                    try {
                        feed.join(account, queue);
                        stream.drain(queue);
                    } finally {
                        feed.leave(account, queue);
                    }
                });
    }
}
