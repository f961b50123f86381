package dev.signalbox.notifier.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/// The beginning of the answer's body with which a target did not take a delivery. Filled by the
/// thread that makes the call.
final class ResponseExcerpt {
    private static final int KEPT = 4 * 1024;
    private static final int LONGEST_WORDS = 200;

    private final @Nullable Charset charset;
    private final byte[] kept = new byte[KEPT];
    private int length;
    private int total;
    private boolean ended;

    private ResponseExcerpt(@Nullable Charset charset) {
        this.charset = charset;
    }

    /// What is to be said in the body of an answer.
    static ResponseExcerpt in(HttpEntity entity) {
        String encoding = entity.getContentEncoding();
        boolean packed =
                encoding != null && !encoding.isBlank() && !encoding.equalsIgnoreCase("identity");
        return new ResponseExcerpt(packed ? null : charset(entity.getContentType()));
    }

    private static Charset charset(@Nullable String contentType) {
        try {
            ContentType type = ContentType.parseLenient(contentType);
            Charset given = type == null ? null : type.getCharset();
            return given == null ? StandardCharsets.UTF_8 : given;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8; // a charset that nobody knows
        }
    }

    void add(byte[] part, int count) {
        int more = Math.min(count, KEPT - length);
        System.arraycopy(part, 0, kept, length, more);
        length += more;
        total += count;
    }

    /// Whether no more of it is wanted.
    boolean enough() {
        return length == KEPT;
    }

    /// All was said.
    void end() {
        ended = true;
    }

    /// It in one line of at most 200 characters, without secrets; empty where nothing was said.
    String words(Secrets secrets) {
        if (total == 0) {
            return "";
        }
        String text = text();
        if (text == null) {
            return "(%s%,d bytes, not text)".formatted(ended ? "" : "at least ", total);
        }
        return ended && total == length
                ? secrets.quote(text, LONGEST_WORDS)
                : secrets.quoteBeginning(text, LONGEST_WORDS);
    }

    private @Nullable String text() {
        if (charset == null) {
            return null;
        }
        var text = CharBuffer.allocate(KEPT);
        boolean malformed =
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(kept, 0, length), text, false)
                        .isError();
        String read = text.flip().toString();
        return malformed || read.indexOf('\0') >= 0 ? null : read;
    }
}
