package dev.signalbox.contract.replay;

import static dev.signalbox.contract.replay.GivenReplays.ID;
import static dev.signalbox.contract.replay.GivenReplays.NOON;
import static dev.signalbox.contract.replay.GivenReplays.planned;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayBookTest {
    private static final String OTHER = "rpl_BBECAwQFBgcICQoLDA0ODw";

    private final ReplayBook book = new ReplayBook();

    private void apply(String key, byte @Nullable [] value) {
        book.apply(
                new ConsumerRecord<>(Topic.REPLAYS.topicName(), 0, 0, key.getBytes(UTF_8), value));
    }

    private void apply(Replay replay) {
        apply(replay.key().toString(), ReplayRecords.write(replay));
    }

    private static ReplayProgress progress() {
        return new ReplayProgress(
                Map.of(0, 150L),
                ReplayAccount.NONE,
                Map.of(),
                0,
                Map.of(),
                "router-1",
                1,
                NOON,
                0,
                "",
                null);
    }

    @Test
    void aReplayIsFoundByItsAccountAlone() {
        apply(planned("1", ID));
        apply("1/" + ID + "/progress", ReplayRecords.write(progress()));

        assertThat(book.replay("1", ID)).isEqualTo(planned("1", ID));
        assertThat(book.progress("1", ID)).isEqualTo(progress());
        assertThat(book.replay("2", ID)).isNull();
        assertThat(book.progress("2", ID)).isNull();
        assertThat(book.replays("2")).isEmpty();
    }

    @Test
    void theNewestComesFirst() {
        Replay later =
                new Replay(
                        "1",
                        OTHER,
                        planned("1", OTHER).order(),
                        planned("1", OTHER).plan(),
                        ReplayState.PLANNED,
                        "",
                        NOON.plusSeconds(1),
                        "",
                        NOON,
                        1);
        apply(later);
        apply(planned("1", ID));

        assertThat(book.replays("1")).extracting(Replay::id).containsExactly(OTHER, ID);
    }

    @Test
    void listenersHearOfWhatIsThereAndOfWhatChanges() {
        var heard = new ArrayList<String>();
        apply(planned("1", ID));
        book.listen((key, before, after) ->
                heard.add(
                        (before == null ? "none" : before.state().label())
                                + " "
                                + (after == null ? "none" : after.state().label())));

        apply(planned("1", ID).become(ReplayState.RUNNING, "", NOON));
        apply("1/" + ID, null);

        assertThat(heard).containsExactly("none planned", "planned running", "running none");
        assertThat(book.replay("1", ID)).isNull();
    }

    @Test
    void aReplayThatCannotBeReadIsNone() {
        apply(planned("1", ID));

        assertThatThrownBy(() -> apply("1/" + ID, "{}".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its state is unknown");
        assertThat(book.replay("1", ID)).isNull();
    }

    @Test
    void aRecordOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> apply("1/" + ID + "/later", new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> apply("1", new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChangeIsAwaited() throws InterruptedException {
        long seen = book.changes();

        assertThat(book.awaitChange(seen, Duration.ofMillis(1))).isFalse();
        apply(planned("1", ID));
        assertThat(book.awaitChange(seen, Duration.ofMillis(1))).isTrue();
    }
}
