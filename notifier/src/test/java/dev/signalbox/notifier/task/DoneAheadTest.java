package dev.signalbox.notifier.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoneAheadTest {
    private static final int MOST = 4_096;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "B",
                "B,C",
                "AB",
                "BA",
                "Bg",
                "B-",
                "////////////////B",
                "gggggggggggggggggB"
            })
    void aTextThatIsNotUnderstoodTellsNothing(String text) {
        DoneAhead ahead = DoneAhead.read(7, text);

        for (long offset = 7; offset < 20; offset++) {
            assertThat(ahead.contains(offset)).isFalse();
        }
    }

    @Test
    void lengthsAreWrittenAsTheDocumentationSays() {
        DoneAhead ahead = DoneAhead.read(7, "Bk8B");

        assertThat(ahead.contains(7)).isFalse();
        assertThat(ahead.contains(8)).isTrue();
        assertThat(ahead.contains(7 + 1_924)).isTrue();
        assertThat(ahead.contains(8 + 1_924)).isFalse();
    }

    @Test
    void runsAreReadAsTheyWereWritten() {
        var writer = new DoneAhead.Writer(14);
        for (long offset = 14; offset < 100; offset++) {
            writer.add(offset, offset % 7 > 2);
        }

        DoneAhead ahead = DoneAhead.read(14, writer.text());

        for (long offset = 14; offset < 100; offset++) {
            assertThat(ahead.contains(offset)).as("%d", offset).isEqualTo(offset % 7 > 2);
        }
        assertThat(ahead.contains(100)).isFalse();
    }

    @Test
    void aTextHasRoomInKafkaAndTellsNothingThatIsNotSo() {
        var writer = new DoneAhead.Writer(0);
        for (long offset = 0; offset < 10_000 && !writer.full(); offset++) {
            writer.add(offset, offset % 2 == 1);
        }

        String text = writer.text();

        assertThat(text).hasSizeBetween(MOST / 2, MOST);
        DoneAhead ahead = DoneAhead.read(0, text);
        for (long offset = 0; offset < 10_000; offset += 2) {
            assertThat(ahead.contains(offset)).isFalse();
        }
        assertThat(ahead.contains(1)).isTrue();
        assertThat(ahead.contains(501)).isTrue();
    }
}
