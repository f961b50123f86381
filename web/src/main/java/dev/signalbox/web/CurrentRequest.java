package dev.signalbox.web;

import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// The request that the current thread handles: who sends it, and its body once that has been read.
final class CurrentRequest {
    private static final ScopedValue<CurrentRequest> CURRENT = ScopedValue.newInstance();

    private AccessControl.Admission admission = AccessControl.Admission.ANYBODY;
    private byte @Nullable [] body;

    private final boolean head;
    private final String from;

    private CurrentRequest(boolean head, String from) {
        this.head = head;
        this.from = from;
    }

    /// Runs the handlers of a new request.
    static void handle(ServerRequest request, Runnable handlers) {
        boolean head = request.prologue().method().equals(Method.HEAD);
        ScopedValue.where(CURRENT, new CurrentRequest(head, address(request))).run(handlers);
    }

    private static String address(ServerRequest request) {
        return request.remotePeer().address() instanceof InetSocketAddress from
                        && from.getAddress() != null
                ? from.getAddress().getHostAddress()
                : "unknown";
    }

    /// The request of this thread; null where it handles none.
    static @Nullable CurrentRequest orNull() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /// The address that it comes from.
    String from() {
        return from;
    }

    /// Whether its answer must have no body: that of `HEAD`, whose caller would take a body for the
    /// beginning of the next answer.
    boolean isHead() {
        return head;
    }

    static CurrentRequest get() {
        return CURRENT.get();
    }

    /// The request has been let in.
    void admitted(AccessControl.Admission admitted) {
        admission = admitted;
    }

    Caller caller() {
        return admission.caller();
    }

    /// The hash that the body must have, or null.
    @Nullable BodyHash bodyHash() {
        return admission.body();
    }

    /// The body, or null where it has not been read.
    byte @Nullable [] body() {
        return body;
    }

    void keep(byte[] read) {
        body = read;
    }
}
