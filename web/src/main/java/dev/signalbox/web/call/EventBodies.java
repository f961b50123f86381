package dev.signalbox.web.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.Caller;
import dev.signalbox.web.Right;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The bodies of events in answers, which not every caller may see. Where they are left out, the
/// answer says `"bodyHidden": true` in their place.
public final class EventBodies {
    private static final String EVENT = "event";
    private static final String WHY = "why";
    private static final String HIDDEN = "bodyHidden";

    /// The paths of conditions whose reason says no more than an answer without bodies does.
    private static final Set<String> SHOWN = Set.of("source", "type");

    private EventBodies() {}

    /// Whether the caller of this thread's request may see them.
    public static boolean shown() {
        return Caller.current().may(Right.BODIES);
    }

    /// Takes the field `event` out of an answer, or of a part of it.
    public static void hideEvent(ObjectNode json) {
        json.remove(EVENT);
        json.put(HIDDEN, true);
    }

    /// Takes the field `why` out of a verdict, which quotes the value at the path.
    ///
    /// @param path of the condition that an event does not fulfil
    public static void hideWhy(ObjectNode verdict, @Nullable String path) {
        if (verdict.has(WHY) && (path == null || !SHOWN.contains(path))) {
            verdict.remove(WHY);
            verdict.put(HIDDEN, true);
        }
    }

    /// Refuses a pattern of a caller's own that asks for what the caller may not see: asked often
    /// enough, it would tell.
    ///
    /// @throws ApiException 403 when it has conditions on more than `source` and `type`
    public static void requireFor(@Nullable Pattern pattern) {
        if (pattern != null
                && !shown()
                && !pattern.fields().stream().allMatch(Pattern.Field::isEnvelope)) {
            throw new ApiException(
                    403,
                    "AccessDenied",
                    "an access key that may not see the bodies of events may search by source and"
                            + " type alone: the pattern asks for other fields");
        }
    }
}
