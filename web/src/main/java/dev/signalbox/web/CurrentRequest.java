package dev.signalbox.web;

import org.jspecify.annotations.Nullable;

/// The request that the current thread handles: who sends it, and its body once that has been read.
final class CurrentRequest {
    private static final ScopedValue<CurrentRequest> CURRENT = ScopedValue.newInstance();

    private AccessControl.Admission admission = AccessControl.Admission.ANYBODY;
    private byte @Nullable [] body;

    private CurrentRequest() {}

    /// Runs the handlers of a new request.
    static void handle(Runnable handlers) {
        ScopedValue.where(CURRENT, new CurrentRequest()).run(handlers);
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
