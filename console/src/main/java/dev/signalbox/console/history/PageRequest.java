package dev.signalbox.console.history;

import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.CallParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The page of a search that a caller asks for, with the query parameters `limit` and `next`.
///
/// @param limit how many items the page may have
/// @param question the question that its token belongs to
/// @param token the token of the page before; null for the first page
public record PageRequest(int limit, String question, @Nullable String token) {
    /// The query parameter with the number of items.
    public static final String LIMIT = "limit";

    /// The query parameter with the token.
    public static final String NEXT = "next";

    /// Reads the query.
    ///
    /// @param parameters all query parameters of the search, which make up the question
    /// @param absent the limit where the query names none
    /// @param most the largest limit
    /// @throws ApiException 400 when the limit is not a number in that range
    public static PageRequest of(CallParameters call, String[] parameters, int absent, int most) {
        return new PageRequest(
                call.number(LIMIT, absent, most), question(call, parameters), call.text(NEXT));
    }

    private static String question(CallParameters call, String[] parameters) {
        return call.account()
                + Arrays.stream(parameters)
                        .filter(name -> !name.equals(NEXT) && !name.equals(LIMIT))
                        .map(name -> name + "=" + Objects.requireNonNullElse(call.text(name), ""))
                        .collect(Collectors.joining("&", "?", ""));
    }

    /// Returns the offset of each partition at which the page begins; null for the first page.
    ///
    /// @throws ApiException 400 when the token does not belong to this question
    public @Nullable List<Long> offsets(int partitions) {
        return switch (HistoryToken.read(token, question, partitions)) {
            case HistoryToken.FirstPage _ -> null;
            case HistoryToken.From from -> from.offsets();
            case HistoryToken.Invalid _ ->
                    throw ApiException.badRequest(
                            "NextTokenInvalid",
                            "next: must be the token of an earlier page of the same question");
        };
    }

    /// Returns the token of the page that begins at these offsets.
    public String token(List<Long> offsets) {
        return HistoryToken.write(question, offsets);
    }
}
