package dev.signalbox.notifier.message;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Text as a message may hold it: one line of well-formed Unicode, without characters that people
/// do not see (controls, and those that turn the direction of what follows).
public final class PlainText {
    private static final String ELLIPSIS = "…";

    private PlainText() {}

    /// Makes one line of a text: what is not seen and what separates lines becomes a space, spaces
    /// that follow one another become one, half a surrogate pair becomes U+FFFD.
    ///
    /// @param longest characters (code points) that it may have; more is cut, and `…` says so
    public static String line(String text, int longest) {
        var line = new StringBuilder();
        int count = 0;
        boolean space = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isSpace(c)) {
                space = !line.isEmpty();
                continue;
            }
            if (count + (space ? 1 : 0) >= longest) {
                return line.append(ELLIPSIS).toString();
            }
            if (space) {
                line.append(' ');
                count++;
                space = false;
            }
            line.appendCodePoint(Character.getType(c) == Character.SURROGATE ? 0xFFFD : c);
            count++;
        }
        return line.toString();
    }

    private static boolean isSpace(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    /// The bytes that a text takes as a text in JSON, without its quotes; never less than its bytes
    /// in UTF-8.
    public static int bytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            bytes += bytes(c);
        }
        return bytes;
    }

    private static int bytes(int c) {
        if (c < 0x80) {
            return switch (c) {
                case '"', '\\', '\n', '\r', '\t', '\b', '\f' -> 2;
                default -> c < 0x20 ? 6 : 1;
            };
        }
        return c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }

    /// Cuts a text to the bytes that it may take, between two characters; `…` says so.
    ///
    /// @param bytes as [#bytes] counts them
    public static String cut(String text, int bytes) {
        if (bytes(text) <= bytes) {
            return text;
        }
        int room = bytes - ELLIPSIS.getBytes(StandardCharsets.UTF_8).length;
        int end = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            room -= bytes(c);
            if (room < 0) {
                break;
            }
            end += Character.charCount(c);
        }
        return bytes < ELLIPSIS.getBytes(StandardCharsets.UTF_8).length
                ? ""
                : text.substring(0, end) + ELLIPSIS;
    }

    /// Puts lines together so that they take no more than some bytes. The first and the last lines
    /// stay whole where they can; of those between, the last ones are left out.
    ///
    /// @param bytes as [#bytes] counts them
    public static String fit(
            Iterable<String> first, Iterable<String> between, Iterable<String> last, int bytes) {
        String head = String.join("", first);
        String tail = String.join("", last);
        int room = bytes - bytes(head) - bytes(tail);
        var text = new StringBuilder(head);
        for (String line : between) {
            room -= bytes(line);
            if (room < 0) {
                break;
            }
            text.append(line);
        }
        return cut(text.append(tail).toString(), bytes);
    }

    /// As many of the items as fit, and how many more there are; empty where not even their number
    /// fits.
    ///
    /// @param where the others are to be found, written after their number
    /// @param bytes as [#bytes] counts them
    public static String some(List<String> items, String where, int bytes) {
        String all = String.join(", ", items);
        if (bytes(all) <= bytes) {
            return all;
        }
        int room = bytes - bytes(" and " + items.size() + " more" + where);
        var some = new StringBuilder();
        int count = 0;
        for (String item : items) {
            room -= bytes(item) + 2;
            if (room < 0) {
                break;
            }
            some.append(count == 0 ? "" : ", ").append(item);
            count++;
        }
        String rest = (items.size() - count) + (count == 0 ? "" : " more") + where;
        String text = count == 0 ? rest : some + " and " + rest;
        return bytes(text) <= bytes ? text : "";
    }
}
