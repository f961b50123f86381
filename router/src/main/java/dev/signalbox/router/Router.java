package dev.signalbox.router;

import dev.signalbox.contract.room.Instance;
import dev.signalbox.contract.room.RoomContext;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The room that routes: takes each event of `signalbox.events` once, and puts one delivery per
/// matched target on `signalbox.deliveries`.
///
/// Its threads are those of Kafka Streams, as many as the settings say; each owns the state of its
/// partitions. They share the [Routes], which the rulebook's thread changes.
public final class Router implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final Duration PAUSE_BEFORE_ANOTHER_THREAD = Duration.ofSeconds(1);

    private final KafkaStreams streams;
    private final CountDownLatch closing = new CountDownLatch(1);

    private Router(RoomContext context) {
        var counters = RouterCounters.in(context.metrics());
        streams =
                new KafkaStreams(
                        RouterTopology.build(
                                new Routes(context.rules()),
                                context.settings().dedupWindow(),
                                counters,
                                context.clock()),
                        RouterConfig.of(
                                context.settings(),
                                Instance.name(RouterConfig.folder(context.settings())),
                                counters));
        streams.setUncaughtExceptionHandler(this::threadDied);
    }

    /// Starts the router; events are routed as soon as its partitions are assigned.
    public static Router start(RoomContext context) {
        var router = new Router(context);
        router.streams.start();
        return router;
    }

    /// Another thread takes over, at most one a second and for ever: what kills a thread is Kafka
    /// or the disk, and either may come back.
    private StreamThreadExceptionResponse threadDied(Throwable cause) {
        LOG.atError()
                .addKeyValue("thread", Thread.currentThread().getName())
                .addKeyValue("reason", cause)
                .log("a stream thread ended, another one takes over");
        try {
            if (closing.await(PAUSE_BEFORE_ANOTHER_THREAD.toMillis(), TimeUnit.MILLISECONDS)) {
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /// Whether the router has its partitions and processes them.
    public boolean ready() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /// Stops routing, with everything processed so far committed; within 5 s.
    @Override
    public void close() {
        closing.countDown();
        if (!streams.close(CLOSE_WITHIN)) {
            LOG.atWarn()
                    .log("the router did not stop in time; the rest is routed at the next start");
        }
    }
}
