package dev.signalbox.standalone.tail;

/// Text of strangers on a terminal: without what could steer it, and no wider than it.
public final class TerminalText {
    private static final int CUT = '…';

    /// The first and last code point of each range of characters that are two columns wide. Source:
    /// Unicode 17, EastAsianWidth.txt, W and F, gaps within scripts left out.
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x231A, 0x231B, 0x23E9, 0x23EC, 0x2614, 0x2615, 0x2648, 0x2653, 0x26F2,
        0x26F3, 0x2705, 0x2705, 0x270A, 0x270B, 0x274C, 0x274C, 0x2753, 0x2757, 0x2795, 0x2797,
        0x2E80, 0x303E, 0x3041, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97C, 0xAC00, 0xD7A3, 0xF900,
        0xFAFF, 0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF01, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18DFF,
        0x1AFF0, 0x1B2FF, 0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F19A, 0x1F200, 0x1F64F,
        0x1F680, 0x1F6FC, 0x1F7E0, 0x1F7F0, 0x1F90C, 0x1FAFF, 0x20000, 0x3FFFD
    };

    private TerminalText() {}

    /// The text with every character that is not to be seen written as `\u001b`: control
    /// characters, those that turn the direction of writing, line ends, halves of pairs. Within
    /// JSON it stays the same JSON.
    public static String escaped(String text) {
        var escaped = new StringBuilder(text.length());
        text.codePoints()
                .forEach(point -> {
                    if (isSeen(point)) {
                        escaped.appendCodePoint(point);
                    } else {
                        for (char unit : Character.toChars(point)) {
                            escaped.append("\\u%04x".formatted((int) unit));
                        }
                    }
                });
        return escaped.toString();
    }

    private static boolean isSeen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }

    /// How many columns a text takes.
    public static int width(String text) {
        return text.codePoints().map(TerminalText::width).sum();
    }

    private static int width(int point) {
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        for (int i = 0; i < WIDE.length; i += 2) {
            if (point >= WIDE[i] && point <= WIDE[i + 1]) {
                return 2;
            }
        }
        return 1;
    }

    /// The beginning of a text that fits into so many columns; where it is not all of it, its last
    /// character is `…`.
    public static String cut(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        var cut = new StringBuilder();
        int left = columns - 1;
        for (int point : text.codePoints().toArray()) {
            left -= width(point);
            if (left < 0) {
                break;
            }
            cut.appendCodePoint(point);
        }
        return cut.appendCodePoint(CUT).toString();
    }
}
