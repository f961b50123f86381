package dev.signalbox.ingest;

import java.net.URI;

/// The syntax of CloudEvents attributes. Source: CloudEvents 1.0.2, "Naming conventions" and "Type
/// system".
final class AttributeSyntax {
    private AttributeSyntax() {}

    /// Letters from a to z and digits, but for `data`, which is no attribute.
    static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.isEmpty() && !text.equals("data");
    }

    /// Neither control characters nor halves of surrogate pairs nor noncharacters.
    static boolean isValid(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c >= 0x7f) {
                if (c <= 0x9f) {
                    return false;
                }
                int point = text.codePointAt(i);
                boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
                boolean noncharacter =
                        (point & 0xfffe) == 0xfffe || (point >= 0xfdd0 && point <= 0xfdef);
                if (half || noncharacter) {
                    return false;
                }
                i += Character.charCount(point) - 1;
            }
        }
        return true;
    }

    /// By the rules of `java.net.URI`, with which `io.cloudevents` reads it.
    static boolean isUriReference(String text) {
        if (isPlain(text)) {
            return true;
        }
        try {
            URI.create(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Such as `acs.dataworks`: any relative reference of letters, digits, dots and hyphens.
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }
}
