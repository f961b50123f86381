package dev.signalbox.notifier.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/// Reads the bodies of answers, [HttpCalls#BODY_LIMIT] bytes of each at most.
final class Bodies {
    private static final byte[] NOTHING = {};

    private Bodies() {}

    /// The body is longer than the limit.
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;
    }

    /// Reads what is left of a body that is not needed whole.
    ///
    /// @param said takes what is read; null where it is not wanted
    /// @return whether that was all, so that the connection can be used again
    static boolean drained(HttpEntity entity, @Nullable ResponseExcerpt said) throws IOException {
        boolean tooLong = entity.getContentLength() > HttpCalls.BODY_LIMIT;
        if (tooLong && said == null) {
            return false;
        }
        byte[] buffer = new byte[1024];
        InputStream body = entity.getContent();
        int total = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            total += read;
            if (said != null) {
                said.add(buffer, read);
            }
            if (total > HttpCalls.BODY_LIMIT || (tooLong && said != null && said.enough())) {
                return false;
            }
        }
        if (said != null) {
            said.end();
        }
        return true;
    }

    /// A whole body.
    ///
    /// @throws TooLong when it is longer than the limit
    static byte[] read(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return NOTHING;
        }
        if (entity.getContentLength() > HttpCalls.BODY_LIMIT) {
            throw new TooLong();
        }
        byte[] body = new byte[1024];
        InputStream in = entity.getContent();
        int total = 0;
        while (true) {
            int read = in.read(body, total, body.length - total);
            if (read < 0) {
                return Arrays.copyOf(body, total);
            }
            total += read;
            if (total > HttpCalls.BODY_LIMIT) {
                throw new TooLong();
            }
            if (total == body.length) {
                body = Arrays.copyOf(body, 4 * total);
            }
        }
    }
}
