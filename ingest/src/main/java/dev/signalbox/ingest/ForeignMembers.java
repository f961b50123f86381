package dev.signalbox.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The members of an envelope that are no attributes: no event is refused because of them. They are
/// kept as attributes in lower case, without what the names of attributes may not hold; what cannot
/// be kept is left out. The first member of a name is the one that counts, and attributes proper
/// count before all. The account and the bus of an event are named by attributes proper alone.
final class ForeignMembers {
    private final List<Member> members = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    private record Member(String attribute, JsonToken kind, String text) {}

    /// An attribute proper.
    void take(String attribute) {
        taken.add(attribute);
    }

    /// A member whose value the parser is at.
    void add(String name, JsonParser parser, byte[] bytes) throws IOException {
        JsonToken kind = parser.currentToken();
        String text =
                kind == JsonToken.VALUE_STRING
                        ? parser.getText()
                        : JsonSlice.pass(parser, bytes).text();
        String attribute = fold(name);
        if (kind != JsonToken.VALUE_NULL
                && (attribute.equals(name) || !EventBuilder.isAddress(attribute))) {
            members.add(new Member(attribute, kind, text));
        }
    }

    /// Hands over those that can be kept.
    void addTo(EventBuilder event) {
        for (Member member : members) {
            if (!taken.contains(member.attribute())
                    && event.foreignAttribute(member.attribute(), member.kind(), member.text())) {
                taken.add(member.attribute());
            }
        }
    }

    static String fold(String name) {
        var folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = Character.toLowerCase(name.charAt(i));
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                folded.append(c);
            }
        }
        return folded.toString();
    }
}
