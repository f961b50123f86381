package dev.signalbox.web.stream;

import dev.signalbox.web.AccessControl.Admission;
import dev.signalbox.web.Answers;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.connection.Connection;
import dev.signalbox.web.connection.StreamOutput;
import dev.signalbox.web.connection.StreamOwner;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An answer that is a stream of items, each a kind and a JSON object: server-sent events for a
/// request with `Accept: text/event-stream`, else JSON objects, one a line, with a field `kind`.
///
/// The caller has ten seconds to take each 16 KiB, and is cut off when it does not. After fifteen
/// seconds of silence it is sent a comment or an empty line. The connection is closed after it. A
/// caller whose access key is taken away is cut off within two seconds.
///
/// Threads: the work runs on the request's thread; a virtual thread sends the signs of life; see
/// [StreamOutput] for the third. Any thread may call the methods.
public final class AnswerStream {
    private static final Logger log = LoggerFactory.getLogger(AnswerStream.class);

    private final StreamForm form;
    private final StreamOutput output;
    private final CountDownLatch over = new CountDownLatch(1);

    private AnswerStream(StreamForm form, StreamOutput output) {
        this.form = form;
        this.output = output;
    }

    /// Work whose results are sent as a stream while it goes on.
    @FunctionalInterface
    public interface Work {
        /// Does the work; the stream ends when it returns. What it throws ends the stream with an
        /// item `{"kind": "error", "code", "message", "requestId"}`.
        void run(AnswerStream stream) throws Exception;
    }

    /// Answers a request with a stream; returns when it has ended. Whatever can be wrong with the
    /// request is to be refused before.
    ///
    /// @throws ApiException 429 when the server or the account has as many streams as it may; 505
    ///   to HTTP/1.0, whose answers cannot say where they end
    /// @throws CloseConnectionException when the caller has gone
    public static void answer(ServerRequest request, ServerResponse response, Work work) {
        Connection connection = Connection.current();
        if (connection.isHttp10()) {
            throw new ApiException(
                    505, "HttpVersionNotSupported", "a stream needs HTTP/1.1 (proxies too)");
        }
        StreamForm form = StreamForm.of(request);
        if (request.prologue().method().equals(Method.HEAD)) {
            headers(response, form);
            response.send();
            return;
        }
        StreamOutput output =
                connection.stream(
                        owner(),
                        () -> {
                            headers(response, form);
                            return response.outputStream();
                        });
        if (output == null) {
            throw new ApiException(
                    429,
                    "TooManyStreams",
                    "as many streams are open as may be; end one, or come again later",
                    Duration.ofSeconds(5));
        }
        try (output) {
            new AnswerStream(form, output).run(work, Answers.requestId(response));
        }
    }

    private static StreamOwner owner() {
        Admission admission = Admission.current();
        return new StreamOwner(admission.caller().account(), admission.inForce());
    }

    private static void headers(ServerResponse response, StreamForm form) {
        response.header(HeaderNames.CONTENT_TYPE, form.contentType());
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.create("X-Accel-Buffering"), "no"); // else nginx collects it
        response.header(HeaderValues.CONNECTION_CLOSE);
    }

    private void run(Work work, String requestId) {
        output.write(form.signOfLife());
        Thread.ofVirtual().name("signalbox-stream-life").start(this::showLife);
        try {
            work.run(this);
        } catch (CloseConnectionException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("a stream was interrupted", e);
        } catch (ApiException e) {
            fail(e.code(), e.message(), requestId);
        } catch (Exception e) {
            log.atError().setCause(e).addKeyValue("requestId", requestId).log("A stream failed");
            fail("InternalError", "internal error", requestId);
        } finally {
            over.countDown();
        }
        output.finish();
    }

    private void fail(String code, String message, String requestId) {
        write("error", Map.of("code", code, "message", message, "requestId", requestId));
    }

    private void showLife() {
        long silenceNanos = output.silence().toNanos();
        try {
            while (true) {
                long waitNanos = output.lastNanos() + silenceNanos - System.nanoTime();
                if (waitNanos <= 0) {
                    output.write(form.signOfLife());
                } else if (over.await(waitNanos, TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException | CloseConnectionException e) {
            // the caller has gone
        }
    }

    /// Whether the caller is still there, and the server is not closing. Work that goes on for long
    /// without sending anything is to ask now and then.
    public boolean isOpen() {
        return output.isOpen();
    }

    /// Has something run, once, when the caller goes or the server closes: to end work that waits.
    /// It must not take long.
    public void whenEnded(Runnable act) {
        output.whenEnded(act);
    }

    /// Sends an item; waits while the caller is slow.
    ///
    /// @param kind a word, such as `progress`
    /// @param value what Jackson writes as an object
    /// @throws CloseConnectionException when the caller has gone, or the server closes: the work is
    ///   over
    public void write(String kind, Object value) {
        write(StreamItem.of(kind, value));
    }

    /// Sends an item; waits while the caller is slow.
    ///
    /// @throws CloseConnectionException when the caller has gone, or the server closes: the work is
    ///   over
    public void write(StreamItem item) {
        if (!output.isOpen()) {
            throw new CloseConnectionException("a stream was ended");
        }
        send(List.of(item));
    }

    /// Sends what a queue has and gets, until the queue is closed or the caller goes.
    ///
    /// @throws CloseConnectionException when the caller has gone
    public void drain(StreamQueue queue) throws InterruptedException {
        output.whenEnded(queue::close);
        while (true) {
            List<StreamItem> items = queue.take();
            if (items.isEmpty()) {
                return;
            }
            send(items);
        }
    }

    private void send(List<StreamItem> items) {
        var bytes = new ByteArrayOutputStream();
        for (StreamItem item : items) {
            form.write(item, bytes);
        }
        output.write(bytes.toByteArray());
    }
}
