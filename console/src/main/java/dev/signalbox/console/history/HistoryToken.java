package dev.signalbox.console.history;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The token of a page of the history, as a caller gives it: the next offset of each partition, and
/// a hash of the question, so that a token works for its own question only.
public sealed interface HistoryToken {
    /// No token: the first page is asked for.
    record FirstPage() implements HistoryToken {}

    /// The token of a later page.
    ///
    /// @param offsets the next offset of each partition
    record From(List<Long> offsets) implements HistoryToken {
        /// Copies the offsets.
        public From {
            offsets = List.copyOf(offsets);
        }
    }

    /// A text that is not a token of this question.
    record Invalid() implements HistoryToken {}

    /// Reads a token.
    ///
    /// @param token null, empty, or `0` (as in EventBridge's samples) for the first page
    /// @param question the question that the token must belong to
    /// @param partitions how many partitions there are
    static HistoryToken read(@Nullable String token, String question, int partitions) {
        if (token == null || token.isEmpty() || token.equals("0")) {
            return new FirstPage();
        }
        String[] parts = TokenText.decode(token).split("\\.", -1);
        if (parts.length != 3
                || !parts[0].equals(TokenText.VERSION)
                || !parts[1].equals(TokenText.hash(question))) {
            return new Invalid();
        }
        String[] offsets = parts[2].split(",", -1);
        return offsets.length <= partitions && Arrays.stream(offsets).allMatch(TokenText::isOffset)
                ? new From(Arrays.stream(offsets).map(Long::valueOf).toList())
                : new Invalid();
    }

    /// Writes the token of a later page.
    static String write(String question, List<Long> offsets) {
        return TokenText.encode(
                String.join(
                        ".",
                        TokenText.VERSION,
                        TokenText.hash(question),
                        offsets.stream().map(String::valueOf).collect(Collectors.joining(","))));
    }
}
