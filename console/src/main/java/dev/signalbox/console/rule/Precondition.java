package dev.signalbox.console.rule;

import dev.signalbox.contract.rule.Rule;
import dev.signalbox.web.ApiException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The condition that a caller sets for its change: `If-Match` and `If-None-Match` (RFC 9110),
/// whose tags are revisions, with or without quotes.
///
/// @param match the revisions of which the rule must have one; empty for no condition
/// @param noneMatch the revisions of which it must have none; empty for no condition
public record Precondition(List<String> match, List<String> noneMatch) {
    /// No condition.
    public static final Precondition NONE = new Precondition(List.of(), List.of());

    private static final String ANY = "*";

    /// Reads the headers.
    static Precondition of(ServerRequest request) {
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

    /// The tag of a rule, for `ETag`.
    static String tag(Rule rule) {
        return "\"" + rule.revision() + "\"";
    }

    /// Checks the condition.
    ///
    /// @param current the stored rule; null when there is none
    /// @throws ApiException 412 when the condition does not hold
    void check(@Nullable Rule current) {
        if (!match.isEmpty() && !holds(match, current)) {
            throw failed(
                    current == null
                            ? "there is no such rule (any more)"
                            : "the rule has revision %d, and If-Match asks for %s"
                                    .formatted(current.revision(), String.join(", ", match)));
        }
        if (!noneMatch.isEmpty() && holds(noneMatch, current)) {
            throw failed("If-None-Match: there is such a rule already");
        }
    }

    /// Checks the condition for a rule that exists but cannot be read, so that its revision is
    /// unknown.
    ///
    /// @throws ApiException 412 unless any revision is accepted
    void checkUnreadable() {
        if (!match.isEmpty() && !match.contains(ANY)) {
            throw failed("the rule cannot be read, so its revision is not known");
        }
        if (!noneMatch.isEmpty()) {
            throw failed("If-None-Match: there is such a rule already, one that cannot be read");
        }
    }

    private static boolean holds(List<String> tags, @Nullable Rule current) {
        return current != null
                && (tags.contains(ANY) || tags.contains(Long.toString(current.revision())));
    }

    private static ApiException failed(String message) {
        return new ApiException(412, "PreconditionFailed", message);
    }
}
