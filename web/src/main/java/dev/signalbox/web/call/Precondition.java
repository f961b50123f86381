package dev.signalbox.web.call;

import dev.signalbox.web.ApiException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The condition that a caller sets for its change: `If-Match` and `If-None-Match` (RFC 9110),
/// whose tags are revisions, with or without quotes.
///
/// @param match the revisions of which the thing must have one; empty for no condition
/// @param noneMatch the revisions of which it must have none; empty for no condition
public record Precondition(List<String> match, List<String> noneMatch) {
    /// No condition.
    public static final Precondition NONE = new Precondition(List.of(), List.of());

    private static final String ANY = "*";

    /// Reads the headers.
    public static Precondition of(ServerRequest request) {
        return new Precondition(
                tags(request, HeaderNames.IF_MATCH), tags(request, HeaderNames.IF_NONE_MATCH));
    }

    private static List<String> tags(ServerRequest request, HeaderName name) {
        return request.headers().values(name).stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .map(String::strip)
                .map(Precondition::tag)
                .toList();
    }

    private static String tag(String text) {
        String tag = text.startsWith("W/") ? text.substring(2) : text;
        return tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")
                ? tag.substring(1, tag.length() - 1)
                : tag;
    }

    /// The tag of a revision, for `ETag`.
    public static String tag(long revision) {
        return "\"" + revision + "\"";
    }

    /// Checks the condition.
    ///
    /// @param what the thing, such as `rule`
    /// @param current its revision; null when there is none
    /// @throws ApiException 412 when the condition does not hold
    public void check(String what, @Nullable Long current) {
        if (!match.isEmpty() && !holds(match, current)) {
            throw failed(
                    current == null
                            ? "there is no such %s (any more)".formatted(what)
                            : "the %s has revision %d, and If-Match asks for %s"
                                    .formatted(what, current, String.join(", ", match)));
        }
        if (!noneMatch.isEmpty() && holds(noneMatch, current)) {
            throw failed("If-None-Match: there is such a %s already".formatted(what));
        }
    }

    /// Checks the condition for a thing that exists but cannot be read, so that its revision is
    /// unknown.
    ///
    /// @param what the thing, such as `rule`
    /// @throws ApiException 412 unless any revision is accepted
    public void checkUnreadable(String what) {
        if (!match.isEmpty() && !match.contains(ANY)) {
            throw failed("the %s cannot be read, so its revision is not known".formatted(what));
        }
        if (!noneMatch.isEmpty()) {
            throw failed(
                    "If-None-Match: there is such a %s already, one that cannot be read"
                            .formatted(what));
        }
    }

    private static boolean holds(List<String> tags, @Nullable Long current) {
        return current != null && (tags.contains(ANY) || tags.contains(Long.toString(current)));
    }

    private static ApiException failed(String message) {
        return new ApiException(412, "PreconditionFailed", message);
    }
}
