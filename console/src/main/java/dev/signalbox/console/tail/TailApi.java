package dev.signalbox.console.tail;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.stream.AnswerStream;
import dev.signalbox.web.stream.StreamItem;
import dev.signalbox.web.stream.StreamQueue;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The API that shows what comes while it comes: `GET /api/tail`, a stream.
///
/// Its items are `event` or `outcome`, `skipped` where a watcher was too slow, and once `live`:
/// before it comes what was kept, after it what is new. Nothing is missing or comes twice between
/// them, since the shared reader says from which offset on a watcher hears of everything, and what
/// was kept is read up to there.
final class TailApi implements HttpRoutes {
    /// How many items a watcher may be behind before it misses some.
    private static final int MOST_BEHIND = 1_000;

    private static final long MOST_BYTES_BEHIND = 2 << 20;

    /// How many read what was kept at one time; further ones wait.
    private static final int MOST_IN_THE_PAST = 4;

    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final RoomContext room;
    private final LiveReader events;
    private final LiveReader outcomes;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Semaphore past = new Semaphore(MOST_IN_THE_PAST);

    TailApi(
            RoomContext room,
            LiveReader events,
            LiveReader outcomes,
            Supplier<Consumer<byte[], byte[]>> consumers) {
        this.room = room;
        this.events = events;
        this.outcomes = outcomes;
        this.consumers = consumers;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/tail", this::tail);
    }

    /// A watcher of the shared reader, with what it has not sent yet.
    private static final class Watching implements LiveReader.Watcher {
        final StreamQueue queue = StreamQueue.ring(MOST_BEHIND, MOST_BYTES_BEHIND);
        private final TailFilter filter;
        private volatile @Nullable ApiException end;

        Watching(TailFilter filter) {
            this.filter = filter;
        }

        @Override
        public void accept(ConsumerRecord<byte[], byte[]> item) {
            if (end != null) {
                return;
            }
            try {
                StreamItem seen = filter.see(item);
                if (seen != null) {
                    queue.offer(seen);
                }
            } catch (ApiException e) {
                end = e;
                queue.close();
            }
        }

        void throwWhatEndedIt() {
            ApiException ended = end;
            if (ended != null) {
                throw ended;
            }
        }
    }

    private void tail(ServerRequest request, ServerResponse response) {
        var call = new CallParameters(request, room.settings(), TailQuestion.PARAMETERS);
        TailQuestion question = TailQuestion.of(call, room.rules(), room.clock().instant());
        AnswerStream.answer(request, response, stream -> show(question, stream));
    }

    private void show(TailQuestion question, AnswerStream stream) throws InterruptedException {
        LiveReader reader = question.deliveries() ? outcomes : events;
        TailFilter filter =
                question.deliveries()
                        ? new OutcomeTail(question)
                        : new EventTail(question, room.rules());
        var watching = new Watching(filter);
        try {
            if (question.since() == null) {
                reader.join(watching);
            } else {
                showPast(question, filter, reader, watching, stream);
            }
            stream.write("live", Map.of("at", room.clock().instant().toString()));
            stream.drain(watching.queue);
            watching.throwWhatEndedIt();
        } finally {
            reader.leave(watching);
        }
    }

    private void showPast(
            TailQuestion question,
            TailFilter filter,
            LiveReader reader,
            Watching watching,
            AnswerStream stream)
            throws InterruptedException {
        while (!past.tryAcquire(1, TimeUnit.SECONDS)) {
            if (!stream.isOpen()) {
                return;
            }
        }
        try {
            Consumer<byte[], byte[]> consumer = consumers.get();
            try {
                Topic topic = question.deliveries() ? Topic.OUTCOMES : Topic.EVENTS;
                var records =
                        new PastRecords(
                                consumer,
                                topic.topicName(),
                                Objects.requireNonNull(question.since()));
                PastRecords.Visitor visitor =
                        item -> {
                            StreamItem seen = filter.see(item);
                            if (seen != null) {
                                stream.write(seen);
                            }
                        };
                records.readTo(records.ends(), stream::isOpen, visitor);
                // Little can have come meanwhile, which the watcher's queue is long enough for.
                Map<TopicPartition, Long> joined = reader.join(watching);
                records.readTo(joined, stream::isOpen, visitor);
            } finally {
                consumer.close(CloseOptions.timeout(CLOSE));
            }
        } catch (KafkaException e) {
            throw new ApiException(
                    503, "ServiceUnavailable", "what is kept cannot be read now; ask again", CLOSE);
        } finally {
            past.release();
        }
    }
}
