package dev.signalbox.router.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HashedTextTest {
    private static final String LETTERS = "abcdefgh-01234567\u00e9\u0161\u4e61";

    @Test
    void piecesHaveTheSameHashWhenTheyAreTheSame() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        Map<Long, String> byHash = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            String text = text(random);
            int from = random.nextInt(text.length());
            int length = 1 + random.nextInt(text.length() - from);
            String piece = text.substring(from, from + length);
            long hash = Hash.seal(HashedText.of(text).piece(from, length), 1, length);
            assertThat(byHash.getOrDefault(hash, piece)).as("seed %d", seed).isEqualTo(piece);
            byHash.put(hash, piece);
            long alone = HashedText.of(piece).piece(0, length);
            assertThat(Hash.seal(alone, 1, length)).as("seed %d", seed).isEqualTo(hash);
            assertThat(Hash.seal(alone, 2, length)).as("seed %d", seed).isNotEqualTo(hash);
        }
    }

    @Test
    void wordsThatRunAlongATextGiveTheHashesOfItsEnds() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            String text = text(random);
            HashedText whole = HashedText.of(text);
            long start = Hash.START;
            long end = Hash.START;
            for (int length = 1; length <= text.length(); length++) {
                if (length % HashedText.WORD == 0) {
                    start = whole.startWords(start, length - HashedText.WORD);
                    end = whole.endWords(end, length - HashedText.WORD);
                }
                HashedText piece = HashedText.of(text.substring(text.length() - length));
                assertThat(whole.start(start, length)).isEqualTo(whole.piece(0, length));
                assertThat(whole.end(end, length)).as("seed %d", seed).isEqualTo(end(piece));
            }
        }
    }

    private static long end(HashedText text) {
        long words = Hash.START;
        int hashed = 0;
        for (; hashed + HashedText.WORD <= text.length(); hashed += HashedText.WORD) {
            words = text.endWords(words, hashed);
        }
        return text.end(words, text.length());
    }

    /// Neighbours that differ in few characters, and some that are Latin by their low bytes alone.
    private static String text(Random random) {
        var text = new StringBuilder();
        int letters = random.nextBoolean() ? 4 : LETTERS.length();
        for (int i = random.nextInt(40); i >= 0; i--) {
            text.append(LETTERS.charAt(random.nextInt(letters)));
        }
        return text.toString();
    }
}
