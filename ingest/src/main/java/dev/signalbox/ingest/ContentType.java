package dev.signalbox.ingest;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Content types of events and of their data. Source: RFC 9110, section 8.3.1.
final class ContentType {
    private static final Pattern CHARSET =
            Pattern.compile("(?i);[ \\t]*charset[ \\t]*=[ \\t]*\"?([^ \\t\";]*)");
    private static final Set<String> UTF8 = Set.of("utf-8", "utf8", "us-ascii", "ascii");

    private ContentType() {}

    /// Whether data of that type is JSON: its subtype is `json` or ends in `+json`, in any case and
    /// whatever its parameters. Data without a type is JSON. Source: CloudEvents JSON format 1.0.2,
    /// section 3.1.
    static boolean isJson(@Nullable String contentType) {
        if (contentType == null
                || contentType.equals("application/json;charset=utf-8")
                || contentType.equals("application/json")) {
            return true;
        }
        String bare = bare(contentType);
        return bare.isEmpty() || bare.endsWith("/json") || isSuffixed(bare);
    }

    private static boolean isSuffixed(String bare) {
        return bare.endsWith("+json") && bare.indexOf('/') > 0;
    }

    /// Whether data of that type is text in UTF-8, or in ASCII, which is a part of it. Text without
    /// a charset is taken for UTF-8.
    static boolean isUtf8Text(String contentType) {
        if (!bare(contentType).startsWith("text/")) {
            return false;
        }
        Matcher charset = CHARSET.matcher(contentType);
        return !charset.find() || UTF8.contains(charset.group(1).toLowerCase(Locale.ROOT));
    }

    /// Without parameters, in lower case.
    static String bare(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
