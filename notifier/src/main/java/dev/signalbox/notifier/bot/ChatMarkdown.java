package dev.signalbox.notifier.bot;

import dev.signalbox.notifier.message.Fact;
import dev.signalbox.notifier.message.Message;
import dev.signalbox.notifier.message.PlainText;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The Markdown that robots take.
///
/// A message in the Markdown of chats. Text of an event must not become markup, a mention or a
/// link. The services document no escapes, and each renders in its own way; so characters that any
/// of them might take for markup do not appear at all, but for their full-width twins, which people
/// read alike.
final class ChatMarkdown {
    /// What begins a tag, also where it is escaped as in HTML.
    private static final Pattern TAG =
            Pattern.compile("<|&(?=lt(?!=)|#)", Pattern.CASE_INSENSITIVE);

    private ChatMarkdown() {}

    /// A message in at most that many bytes.
    ///
    /// @param bullet what each line of facts begins with
    static String render(Message message, String bullet, int bytes) {
        var facts = new ArrayList<String>();
        for (Fact fact : message.facts()) {
            facts.add(line(bullet, fact));
        }
        var last = new ArrayList<String>();
        last.add("\n");
        for (Fact fact : message.origin()) {
            last.add(line(bullet, fact));
        }
        URI link = message.link();
        if (link != null) {
            last.add("\n[Open " + plain(message.linkHost()) + "](" + encoded(link) + ")\n");
        }
        String text =
                PlainText.fit(
                        List.of("### " + plain(message.title()) + "\n\n"), facts, last, bytes);
        String beforeIds = "\n" + bullet + "**Events:** ";
        int room = bytes - PlainText.bytes(text) - PlainText.bytes(beforeIds + "\n");
        String ids = message.idsWithin(ChatMarkdown::plain, room);
        return ids.isEmpty() ? text : text + beforeIds + ids + "\n";
    }

    private static String line(String bullet, Fact fact) {
        return bullet + "**" + plain(fact.name()) + ":** " + plain(fact.value()) + "\n";
    }

    /// Text without tags, such as `<at user_id="all">` of Lark, `<@all>` of WeCom and `<font>`.
    static String withoutTags(String text) {
        return TAG.matcher(text).replaceAll(start -> "" + fullWidth(start.group().charAt(0)));
    }

    /// Text that is no markup, whoever reads it.
    static String plain(String text) {
        var plain = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean active =
                    switch (c) {
                        case '\\', '`', '*', '[', ']', '<', '>', '~', '@', '&' -> true;
                        case '_' -> !isWithinWord(text, i);
                        case '/' -> text.startsWith("://", i - 1) || text.startsWith("://", i - 2);
                        default -> false;
                    };
            plain.append(active ? fullWidth(c) : c);
        }
        return plain.toString();
    }

    private static boolean isWithinWord(String text, int i) {
        return i > 0
                && i + 1 < text.length()
                && Character.isLetterOrDigit(text.codePointBefore(i))
                && Character.isLetterOrDigit(text.codePointAt(i + 1));
    }

    private static char fullWidth(char ascii) {
        return (char) (ascii - 0x20 + 0xFF00);
    }

    /// A link as it may stand in the parentheses of Markdown.
    private static String encoded(URI link) {
        String ascii = link.toASCIIString();
        var encoded = new StringBuilder(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            char c = ascii.charAt(i);
            switch (c) {
                case '(' -> encoded.append("%28");
                case ')' -> encoded.append("%29");
                case '*' -> encoded.append("%2A");
                case '@' -> encoded.append("%40");
                case '\'' -> encoded.append("%27");
                case '~' -> encoded.append("%7E");
                case '[' -> encoded.append("%5B");
                case ']' -> encoded.append("%5D");
                default -> encoded.append(c);
            }
        }
        return encoded.toString();
    }
}
