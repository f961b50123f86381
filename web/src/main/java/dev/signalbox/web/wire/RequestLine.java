package dev.signalbox.web.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The first line of a request (RFC 9112, section 3).
final class RequestLine {
    private static final String METHOD = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final Pattern FORM =
            Pattern.compile("(" + METHOD + ") ([^\\x00-\\x20\\x7f]+) HTTP/([0-9]\\.[0-9])");
    private static final Pattern TARGET = Pattern.compile("/|(?i:https?)://[^/]|\\*$");
    private static final Pattern VERSION = Pattern.compile(" HTTP/[0-9]\\.[0-9]$");

    private final byte[] bytes;
    private final boolean http10;

    private RequestLine(byte[] bytes, boolean http10) {
        this.bytes = bytes;
        this.http10 = http10;
    }

    /// The line with the version 1.1, the only one that Helidon reads.
    byte[] bytes() {
        return bytes;
    }

    /// Whether it has the version 1.0.
    boolean isHttp10() {
        return http10;
    }

    /// Checks a line.
    ///
    /// @throws io.helidon.http.RequestException 400 where it is none, 505 for another version
    static RequestLine of(byte[] bytes) {
        String line = new String(bytes, ISO_8859_1);
        Matcher parts = FORM.matcher(line);
        if (!parts.matches()) {
            throw UnreadableRequest.badRequest(problem(line));
        }
        String version = parts.group(3);
        if (!version.startsWith("1.")) {
            throw UnreadableRequest.version(
                    "HTTP/%s is not spoken here; use HTTP/1.1 or HTTP/1.0".formatted(version));
        }
        if (!parts.group(1).equals("CONNECT") && !TARGET.matcher(parts.group(2)).lookingAt()) {
            throw UnreadableRequest.badRequest(
                    "the path must begin with '/', or with http:// or https:// and a host");
        }
        byte[] changed = Arrays.copyOf(bytes, bytes.length);
        changed[bytes.length - 1] = '1';
        return new RequestLine(changed, version.equals("1.0"));
    }

    private static String problem(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !VERSION.matcher(line).find()) {
            return "the request line must be a method, a path and HTTP/1.1, with one space between"
                    + " them";
        }
        return parts[0].matches(METHOD)
                ? "the path is empty or holds a control character"
                : "the method holds a character that no method has";
    }
}
