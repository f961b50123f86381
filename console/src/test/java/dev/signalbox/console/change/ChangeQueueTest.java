package dev.signalbox.console.change;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.console.MemoryLog;
import dev.signalbox.console.change.ChangeQueue.Decision;
import dev.signalbox.console.change.ChangeQueue.Kind;
import dev.signalbox.console.change.ChangeQueue.NewRecord;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.web.ApiException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ChangeQueueTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final byte[] BUS =
            "{\"description\":\"\",\"created\":\"2026-11-30T16:30:00Z\"}".getBytes(UTF_8);

    private final MemoryLog log = new MemoryLog();
    private final Rulebook book = new Rulebook();

    @Test
    void aLogThatHangsIsAnsweredWith503InTime() {
        var hang = new CountDownLatch(1);
        log.beforeNextAppend(() -> await(hang));
        try (var changes = new ChangeQueue(log.open(), log.reader(book), SHORT, Kind.RULES)) {
            assertUnavailable(changes, "whether the change was made is not known");
            assertUnavailable(changes, "the change was not made");
            hang.countDown();
        }
    }

    @Test
    void aChangeThatWaitedTooLongIsNotMadeLater() {
        var hang = new CountDownLatch(1);
        log.beforeNextAppend(() -> await(hang));
        try (var changes = new ChangeQueue(log.open(), log.reader(book), SHORT, Kind.RULES)) {
            assertUnavailable(changes, "not known");
            assertUnavailable(changes, "not made");
            hang.countDown();
            assertThat(changes.make(() -> new Decision<>(null, log.size()))).isEqualTo(1);
        }
    }

    @Test
    void aReaderThatStaysBehindDiffersFromAFailedChange() {
        ChangeQueue.Reader behind = (position, patience) -> position < 1;
        try (var changes = new ChangeQueue(log.open(), behind, LONG, Kind.RULES)) {
            assertUnavailable(changes, "the change was made, but cannot be seen yet");
            assertUnavailable(changes, "the change was not made");
        }
        assertThat(log.size()).isEqualTo(1);
    }

    @Test
    void anEditDecidesAgainWhenAnotherWriterWasFaster() {
        var decisions = new AtomicInteger();
        try (var changes = new ChangeQueue(log.open(), log.reader(book), LONG, Kind.RULES);
                var other =
                        new ChangeQueue(log.open(), log.reader(new Rulebook()), LONG, Kind.RULES)) {
            log.beforeNextAppend(() -> other.make(() -> new Decision<>(change(), 0)));

            changes.make(() -> new Decision<>(change(), decisions.incrementAndGet()));

            assertThat(decisions).hasValue(2);
            assertThat(log.size()).isEqualTo(2);
        }
    }

    @Test
    void anAppendWhoseAnswerIsLostIsNotMadeTwice() {
        var decisions = new AtomicInteger();
        try (var changes = new ChangeQueue(log.open(), log.reader(book), LONG, Kind.RULES)) {
            log.loseTheNextAnswer();

            int answer =
                    changes.make(() ->
                            new Decision<>(
                                    new NewRecord("7/b", BUS, () -> book.buses("7").size() == 2),
                                    decisions.incrementAndGet()));

            assertThat(answer).isEqualTo(1);
            assertThat(log.size()).isEqualTo(1);
        }
    }

    @Test
    void anAppendThatFailedIsMadeOnceMore() {
        var decisions = new AtomicInteger();
        log.beforeNextAppend(() -> log.away(true));
        ChangeQueue.Reader reader = log.reader(book);
        try (var changes = new ChangeQueue(log.back(log.open()), reader, LONG, Kind.RULES)) {
            changes.make(() -> new Decision<>(change(), decisions.incrementAndGet()));

            assertThat(decisions).hasValue(2);
            assertThat(log.size()).isEqualTo(1);
        }
    }

    @Test
    void aRefusalOfTheEditReachesTheCaller() {
        try (var changes = new ChangeQueue(log.open(), log.reader(book), LONG, Kind.RULES)) {
            assertThatThrownBy(() ->
                            changes.make(() -> {
                                throw new ApiException(409, "No", "no");
                            }))
                    .isInstanceOf(ApiException.class)
                    .hasMessage("no");
        }
    }

    private static void assertUnavailable(ChangeQueue changes, String words) {
        assertThatThrownBy(() -> changes.make(() -> new Decision<>(change(), "")))
                .hasMessageContaining(words)
                .asInstanceOf(InstanceOfAssertFactories.type(ApiException.class))
                .extracting(ApiException::status)
                .isEqualTo(503);
    }

    private static NewRecord change() {
        return new NewRecord("7/b", BUS, () -> false);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
