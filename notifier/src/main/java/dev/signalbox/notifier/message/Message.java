package dev.signalbox.notifier.message;

import java.net.URI;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A message to people, before a channel gives it its form. Plain text without any markup; what of
/// it came with the event may look like markup all the same, and channels see to it that it is not
/// taken for any.
///
/// @param title what happened, in one line
/// @param facts to what, in which workspace, by whom; the most important first
/// @param origin when it happened and arrived, the rule and the event's id
/// @param link where to see more, `http` or `https`; null for nowhere
/// @param ids of the events, where it is about several; as many are shown as find room
public record Message(
        String title, List<Fact> facts, List<Fact> origin, @Nullable URI link, List<String> ids) {
    private static final int LONGEST_TITLE = 120;
    private static final int LONGEST_ID = 128;

    /// Makes plain text of title and ids.
    public Message {
        title = PlainText.line(title, LONGEST_TITLE);
        facts = List.copyOf(facts);
        origin = List.copyOf(origin);
        ids = ids.stream().map(id -> PlainText.line(id, LONGEST_ID)).toList();
    }

    /// A message of one event.
    public Message(String title, List<Fact> facts, List<Fact> origin, @Nullable URI link) {
        this(title, facts, origin, link, List.of());
    }

    /// The ids as far as there is room, and how many are left out; empty where there are none.
    ///
    /// @param form makes an id into what the channel shows
    /// @param bytes as [PlainText#bytes] counts them
    public String idsWithin(UnaryOperator<String> form, int bytes) {
        List<String> shown = ids.stream().map(form).toList();
        return PlainText.some(shown, ", see GET /api/deliveries", bytes);
    }

    /// The host of the link; empty where there is none.
    public String linkHost() {
        return link == null ? "" : BrowserLink.host(link);
    }

    /// The text of a fact, wherever it is; empty where there is none of that name.
    public String fact(String name) {
        return Stream.concat(facts.stream(), origin.stream())
                .filter(fact -> fact.name().equals(name))
                .map(Fact::value)
                .findFirst()
                .orElse("");
    }
}
