package dev.signalbox.web.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines between the chunks of a body: sizes with their extensions, and trailers (RFC 9112,
/// section 7.1). What is not exactly of that form is refused, since a proxy may have read it in
/// another way.
///
/// It goes from the first size to the end of the trailers, and then begins with the next body.
final class ChunkLines {
    /// How many bytes a line may have, and all extensions and trailers of a body together.
    static final int LONGEST = 8_192;

    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final String QUOTED =
            "\"(?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t \\x21-\\x7e\\x80-\\xff])*+\"";
    private static final String SPACE = "[ \\t]*+";
    private static final Pattern SIZE =
            Pattern.compile(
                    "0*+([0-9A-Fa-f]{0,8})((?:%1$s;%1$s%2$s(?:%1$s=%1$s(?:%2$s|%3$s))?+)*+)"
                            .formatted(SPACE, TOKEN, QUOTED));
    private static final Pattern TRAILER =
            Pattern.compile(TOKEN + ":[\\t \\x21-\\x7e\\x80-\\xff]*+");

    private boolean afterLast;
    private int extras;

    /// Whether the chunk without data, which is the last, has been read.
    boolean isAfterLast() {
        return afterLast;
    }

    /// Reads the line before a chunk.
    ///
    /// @return the chunk's size in hexadecimal
    /// @throws io.helidon.http.RequestException 400 where it is no such line
    String size(String line) {
        Matcher parts = SIZE.matcher(line);
        boolean digits = !line.isEmpty() && Character.digit(line.charAt(0), 16) >= 0;
        if (!digits || !parts.matches()) {
            throw UnreadableRequest.badRequest(
                    "the size of a chunk must be hexadecimal digits, with nothing but extensions"
                            + " behind them");
        }
        count(parts.group(2));
        String size = parts.group(1);
        afterLast = size.isEmpty();
        return afterLast ? "0" : size;
    }

    /// Reads a line behind the last chunk.
    ///
    /// @return false for the empty line that ends the body
    /// @throws io.helidon.http.RequestException 400 where it is no trailer
    boolean isTrailer(String line) {
        if (line.isEmpty()) {
            afterLast = false;
            extras = 0;
            return false;
        }
        if (!TRAILER.matcher(line).matches()) {
            throw UnreadableRequest.badRequest("what follows the last chunk is no trailer");
        }
        count(line);
        return true;
    }

    private void count(String extra) {
        extras += extra.length();
        if (extras > LONGEST) {
            throw UnreadableRequest.badRequest(
                    "the extensions and trailers of the body have more than %d bytes"
                            .formatted(LONGEST));
        }
    }
}
