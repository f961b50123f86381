package dev.signalbox.notifier.message;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What people are told, before a channel gives it its form. Plain text without any markup; what of
/// it came with the event may look like markup all the same, and channels see to it that it is not
/// taken for any.
///
/// @param title what happened, in one line
/// @param facts to what, in which workspace, by whom; the most important first
/// @param origin when it happened and arrived, the rule and the event's id
/// @param link where to see more, `http` or `https`; null for nowhere
public record Message(String title, List<Fact> facts, List<Fact> origin, @Nullable URI link) {
    private static final int LONGEST_TITLE = 120;

    /// Makes plain text of the title.
    public Message {
        title = PlainText.line(title, LONGEST_TITLE);
        facts = List.copyOf(facts);
        origin = List.copyOf(origin);
    }
}
