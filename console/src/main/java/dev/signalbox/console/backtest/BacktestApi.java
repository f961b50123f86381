package dev.signalbox.console.backtest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.Requests;
import dev.signalbox.web.Right;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.call.EventBodies;
import dev.signalbox.web.stream.AnswerStream;
import dev.signalbox.web.target.TargetTranslator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The API of backtests: `POST /api/backtests`, answered with a stream.
///
/// A backtest reads as much as there is, so only a few run at one time. It ends with its caller.
final class BacktestApi implements HttpRoutes {
    /// How many run at one time; a further one is refused with a `Retry-After`.
    static final int MOST_AT_ONCE = 2;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(BacktestApi.class);

    private final RoomContext room;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Function<String, MonthlyUsage> usage;
    private final TargetTranslator targets;
    private final Semaphore permits = new Semaphore(MOST_AT_ONCE);

    BacktestApi(
            RoomContext room,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Function<String, MonthlyUsage> usage,
            TargetTranslator targets) {
        this.room = room;
        this.consumers = consumers;
        this.usage = usage;
        this.targets = targets;
    }

    @Override
    public void addTo(RouteTable table) {
        table.needing(Right.READ).post("/api/backtests", this::run);
    }

    private void run(ServerRequest request, ServerResponse response) {
        String account = new CallParameters(request, room.settings()).account();
        BacktestRequest input =
                BacktestRequest.read(Requests.json(request), room.clock().instant());
        EventBodies.requireFor(input.pattern());
        BacktestRules rules = BacktestRules.of(room.rules(), account, input, targets);
        if (!permits.tryAcquire()) {
            throw new ApiException(
                    429,
                    "TooManyRequests",
                    "%d backtests are running, as many as may at one time; come again later"
                            .formatted(MOST_AT_ONCE),
                    RETRY_AFTER);
        }
        try {
            AnswerStream.answer(
                    request,
                    response,
                    stream -> run(account, input, rules, new Output(stream, EventBodies.shown())));
        } finally {
            permits.release();
        }
    }

    /// @param bodies whether the caller may see the bodies of events
    private record Output(AnswerStream stream, boolean bodies) implements Backtest.Output {
        @Override
        public void write(String kind, ObjectNode json) {
            if (!bodies && kind.equals(BacktestReport.SAMPLE)) {
                EventBodies.hideEvent(json);
            } else if (!bodies && kind.equals(BacktestReport.NEAR_MISS)) {
                EventBodies.hideWhy(json, json.path("path").asText());
            }
            stream.write(kind, json);
        }

        @Override
        public boolean isOpen() {
            return stream.isOpen();
        }
    }

    private void run(
            String account, BacktestRequest input, BacktestRules rules, Backtest.Output output) {
        try {
            Consumer<byte[], byte[]> consumer = consumers.get();
            try {
                new Backtest(
                                consumer,
                                input,
                                rules,
                                usage.apply(account),
                                room.settings().data(),
                                room.clock())
                        .run(output);
            } finally {
                consumer.close(CloseOptions.timeout(CLOSE));
            }
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("a backtest cannot read the history");
            throw new ApiException(
                    503,
                    "ServiceUnavailable",
                    "the event history cannot be read now; ask again",
                    RETRY_AFTER);
        }
    }
}
