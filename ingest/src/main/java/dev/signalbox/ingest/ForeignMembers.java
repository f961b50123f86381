package dev.signalbox.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.contract.settings.Limits;
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
    private final Limits limits;
    private final List<Member> members = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    private record Member(String attribute, JsonToken kind, String text) {
        boolean isText() {
            return kind == JsonToken.VALUE_STRING;
        }

        /// Whether it is a truth value or an integer of 32 bits, which stay as they are.
        boolean staysJson() {
            return kind.isBoolean() || isInteger();
        }

        private boolean isInteger() {
            try {
                return kind == JsonToken.VALUE_NUMBER_INT
                        && Integer.toString(Integer.parseInt(text)).equals(text);
            } catch (NumberFormatException e) {
                return false;
            }
        }
    }

    ForeignMembers(Limits limits) {
        this.limits = limits;
    }

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
            if (canBeKept(member) && taken.add(member.attribute())) {
                if (member.isText()) {
                    event.attribute(member.attribute(), member.text());
                } else {
                    event.extension(member.attribute(), member.text(), member.staysJson());
                }
            }
        }
    }

    private boolean canBeKept(Member member) {
        String text = member.text();
        boolean fits =
                switch (member.attribute()) {
                    case "specversion",
                            "id",
                            "source",
                            "type",
                            "datacontenttype",
                            EventBuilder.UNCATALOGUED ->
                            false;
                    case "subject" -> member.isText() && text.length() <= limits.subjectLength();
                    case "time" -> member.isText() && Rfc3339.isTime(text);
                    case "dataschema" -> member.isText() && AttributeSyntax.isUriReference(text);
                    case EventBuilder.ACCOUNT, EventBuilder.BUS -> member.kind().isScalarValue();
                    default -> AttributeSyntax.isName(member.attribute());
                };
        return fits && text.length() <= limits.extensionLength() && AttributeSyntax.isValid(text);
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
