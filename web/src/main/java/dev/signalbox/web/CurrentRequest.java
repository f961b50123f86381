package dev.signalbox.web;

import dev.signalbox.contract.net.Entrance;
import io.helidon.http.HeaderName;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// The request that the current thread handles: who sends it, and its body once that has been read.
final class CurrentRequest {
    private static final ScopedValue<CurrentRequest> CURRENT = ScopedValue.newInstance();

    private final ServerRequest request;
    private AccessControl.Admission admission = AccessControl.Admission.ANYBODY;
    private @Nullable Entrance entrance;
    private byte @Nullable [] body;

    private CurrentRequest(ServerRequest request) {
        this.request = request;
    }

    /// Runs the handlers of a new request.
    static void handle(ServerRequest request, Runnable handlers) {
        ScopedValue.where(CURRENT, new CurrentRequest(request)).run(handlers);
    }

    /// The request of this thread; null where it handles none.
    static @Nullable CurrentRequest orNull() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /// The address that it comes from, in words.
    String from() {
        InetAddress from = Requests.address(request);
        return from == null ? "unknown" : from.getHostAddress();
    }

    /// Whether its answer must have no body: that of `HEAD`, whose caller would take a body for the
    /// beginning of the next answer.
    boolean isHead() {
        return request.prologue().method().equals(Method.HEAD);
    }

    /// Whether its answer may be packed by gzip.
    boolean takesGzip() {
        return AcceptedEncoding.isGzip(request);
    }

    static CurrentRequest get() {
        return CURRENT.get();
    }

    /// A header of it; empty where it is not there.
    String header(HeaderName name) {
        return request.headers().first(name).orElse("");
    }

    /// A path was found for the request, which belongs to that entrance.
    void entered(Entrance by) {
        entrance = by;
    }

    /// The entrance that its path belongs to; null as long as no path was found.
    @Nullable Entrance entrance() {
        return entrance;
    }

    /// The request has been let in.
    void admitted(AccessControl.Admission admitted) {
        admission = admitted;
    }

    AccessControl.Admission admission() {
        return admission;
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
