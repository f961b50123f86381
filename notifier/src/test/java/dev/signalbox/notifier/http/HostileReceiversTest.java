package dev.signalbox.notifier.http;

import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.testkit.RawServer;
import dev.signalbox.notifier.testkit.TestRules;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What hostile targets leave behind when they were called again and again: nothing. What becomes
/// of each single call is said by the contract of the channels.
///
/// `-Dsignalbox.proof.rounds=200` makes more of it.
class HostileReceiversTest {
    private static final int ROUNDS = Integer.getInteger("signalbox.proof.rounds", 3);

    /// Calls at one time, as many as there may be connections to one place.
    private static final int CALLS = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String METADATA = "169.254.169.254";
    private static final String REDIRECT =
            "HTTP/1.1 302 Found\r\nlocation: http://%s/latest/meta-data\r\ncontent-length: 0\r\n\r\n"
                    .formatted(METADATA);

    private static final List<String> NO_ANSWER =
            List.of(
                    "garbage",
                    "silence",
                    "hang-up",
                    "endless headers",
                    "a header without an end",
                    "a slow drip",
                    "another version");
    private static final List<String> NO_TLS = List.of("garbage", "TLS garbage", "TLS silence");
    private static final List<String> HOSTILE_BODIES =
            List.of(
                    "an endless body",
                    "endless chunks",
                    "a large body",
                    "a body that drips",
                    "a bomb");

    @TempDir Path folder;
    private final Set<String> lookedUp = ConcurrentHashMap.newKeySet();
    private final AtomicInteger served = new AtomicInteger();
    private volatile String resolved = "127.0.0.1";
    private volatile RawServer.Behaviour behaviour = socket -> {};

    @Test
    void whateverTheyDoNoThreadNoConnectionAndNoPlaceInThePoolIsLost() throws Exception {
        var rules =
                new TestRules(
                        folder,
                        Map.of(
                                "SIGNALBOX_DELIVERY_TIMEOUT",
                                "PT0.5S",
                                "SIGNALBOX_DELIVERIES_IN_FLIGHT",
                                Integer.toString(CALLS)));
        try (var server = new RawServer(this::serve);
                var calls = new HttpCalls(rules.settings, InstantSource.system(), this::lookUp)) {
            var sender = new HttpSender(calls, rules.vault, InstantSource.system());
            var callers = new Callers(rules, sender);
            List<String> threads = threads();
            long files = files();

            for (int round = 0; round < ROUNDS; round++) {
                hostileRound(callers, server);
            }

            assertThat(lookedUp).containsOnly("127.0.0.1", "turning.example");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        assertThat(served).as("connections that are still served").hasValue(0);
                        assertThat(threads()).containsExactlyInAnyOrderElementsOf(threads);
                        assertThat(files()).as("open files").isLessThanOrEqualTo(files);
                    });
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(allAtOnce(callers, server))
                                    .as("there are still as many connections to be had")
                                    .hasSize(CALLS)
                                    .containsOnly(new Reply.Taken(200)));
        }
    }

    private void hostileRound(Callers callers, RawServer server) throws Exception {
        String plain = server.url();
        for (String name : NO_ANSWER) {
            assertThat(callers.call(plain, socket -> RawServer.behave(socket, name)))
                    .as(name)
                    .allMatch(Reply.Failed.class::isInstance);
        }
        for (String name : NO_TLS) {
            assertThat(
                            callers.call(
                                    plain.replace("http:", "https:"),
                                    socket -> RawServer.behave(socket, name)))
                    .as(name)
                    .allMatch(Reply.Failed.class::isInstance);
        }
        for (String name : HOSTILE_BODIES) {
            assertThat(callers.call(plain, socket -> RawServer.behave(socket, name)))
                    .as(name)
                    .allMatch(reply -> reply.equals(new Reply.Taken(200)) || isLate(reply));
        }
        assertThat(callers.call(plain, socket -> answer(socket, REDIRECT)))
                .allMatch(reply -> reply.httpStatus() == 302 || isLate(reply));
        String turning = plain.replace("127.0.0.1", "turning.example");
        assertThat(callers.call(turning, socket -> answer(socket, RawServer.OK_AND_CLOSE)))
                .containsOnly(new Reply.Taken(200));
        resolved = METADATA;
        assertThat(callers.call(turning, socket -> answer(socket, RawServer.OK_AND_CLOSE)))
                .allMatch(Reply.Refused.class::isInstance);
        resolved = "127.0.0.1";
    }

    /// Whether a busy machine was too slow for the short deadline.
    private static boolean isLate(Reply reply) {
        return reply instanceof Reply.Failed failed
                && failed.reason().startsWith("no whole answer within");
    }

    /// Calls that are answered only when all of them have come, each on a connection of its own.
    private static List<Reply> allAtOnce(Callers callers, RawServer server) throws Exception {
        var all = new CountDownLatch(CALLS);
        return callers.call(
                server.url(),
                socket -> {
                    RawServer.readRequest(socket);
                    all.countDown();
                    try {
                        if (all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                            RawServer.write(socket, RawServer.OK_AND_CLOSE);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private static void answer(Socket socket, String text) throws IOException {
        RawServer.readRequest(socket);
        RawServer.write(socket, text);
    }

    private void serve(Socket socket) throws IOException {
        served.incrementAndGet();
        try {
            behaviour.serve(socket);
        } finally {
            served.decrementAndGet();
        }
    }

    private InetAddress[] lookUp(String host) throws java.net.UnknownHostException {
        lookedUp.add(host);
        return InetAddress.getAllByName(host.equals("turning.example") ? resolved : host);
    }

    /// The names of our own threads.
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("signalbox-"))
                .toList();
    }

    /// How many files and sockets this process has open; 0 where the system does not tell.
    private static long files() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    /// Those who call a target, all at one time.
    private final class Callers {
        private final TestRules rules;
        private final HttpSender sender;

        Callers(TestRules rules, HttpSender sender) {
            this.rules = rules;
            this.sender = sender;
        }

        /// @param does what the target does
        List<Reply> call(String url, RawServer.Behaviour does)
                throws InterruptedException, ExecutionException {
            behaviour = does;
            TargetKey key = rules.rule("r", url);
            Rule rule = Objects.requireNonNull(rules.rules.rule(key.ruleKey()));
            var target = (Target.Http) Objects.requireNonNull(rule.target(key.target()));
            Delivery delivery = delivery("e-1", key);
            var replies = new ArrayList<Reply>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Callable<Reply> call = () -> sender.send(delivery, target, 1);
                for (Future<Reply> reply : threads.invokeAll(Collections.nCopies(CALLS, call))) {
                    replies.add(reply.get());
                }
            }
            return replies;
        }
    }
}
