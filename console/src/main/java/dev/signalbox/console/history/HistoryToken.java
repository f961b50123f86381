package dev.signalbox.console.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.web.ApiException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where a search of the history goes on: the next offset of each partition, and a hash of the
/// question, so that it cannot be taken for the token of another.
public final class HistoryToken {
    /// What a first page may be asked for with. Source: EventBridge's samples.
    private static final String FIRST = "0";

    private static final String MARK = "h1";
    private static final int LARGEST_OFFSET_DIGITS = 18;

    private HistoryToken() {}

    /// The offsets that a token holds; null for the first page.
    ///
    /// @param question which question the token must be of
    /// @param most how many partitions there are
    /// @param refusal what a token that is not one of this question is answered with
    public static @Nullable List<Long> read(
            @Nullable String token, String question, int most, Supplier<ApiException> refusal) {
        if (token == null || token.isEmpty() || token.equals(FIRST)) {
            return null;
        }
        String[] parts = decoded(token, refusal).split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(MARK) || !parts[1].equals(hash(question))) {
            throw refusal.get();
        }
        String[] offsets = parts[2].split(",", -1);
        if (offsets.length > most || !Arrays.stream(offsets).allMatch(HistoryToken::isOffset)) {
            throw refusal.get();
        }
        return Arrays.stream(offsets).map(Long::valueOf).toList();
    }

    private static boolean isOffset(String text) {
        return !text.isEmpty()
                && text.length() <= LARGEST_OFFSET_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String decoded(String token, Supplier<ApiException> refusal) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), UTF_8);
        } catch (IllegalArgumentException e) {
            throw refusal.get();
        }
    }

    /// The token that holds these offsets.
    public static String write(String question, List<Long> offsets) {
        String text =
                String.join(
                        ".",
                        MARK,
                        hash(question),
                        offsets.stream().map(String::valueOf).collect(Collectors.joining(",")));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static String hash(String question) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(question.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
