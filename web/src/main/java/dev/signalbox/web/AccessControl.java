package dev.signalbox.web;

import dev.signalbox.contract.net.Entrance;
import io.helidon.webserver.http.ServerRequest;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The decision who may call. The server asks for every path, so that no room can forget it, and
/// before the body of a request is read.
public interface AccessControl {
    /// Lets everybody in and asks nothing, which costs nothing.
    AccessControl NONE =
            new AccessControl() {
                @Override
                public void screen(ServerRequest request) {
                    // Everybody may come in.
                }

                @Override
                public boolean watches(Entrance entrance) {
                    return false;
                }

                @Override
                public Admission admit(
                        ServerRequest request, Entrance entrance, @Nullable Right needed) {
                    return Admission.ANYBODY;
                }

                @Override
                public boolean mayReadNames(ServerRequest request) {
                    return true;
                }
            };

    /// A request that was let in.
    ///
    /// @param body the hash that its body must have, which [Requests#body] checks; null for any
    /// @param inForce whether the caller would still be let in, for answers that go on for long
    record Admission(Caller caller, @Nullable BodyHash body, BooleanSupplier inForce) {
        /// Anybody, with any body, for ever.
        public static final Admission ANYBODY = new Admission(Caller.ANYBODY, null, () -> true);

        /// How the request was let in that the current thread handles.
        public static Admission current() {
            return CurrentRequest.get().admission();
        }
    }

    /// Looks at a request before its path is looked up: whatever is refused here gets no answer by
    /// any path, nor learns which paths there are.
    ///
    /// @throws ApiException 403 when it may not come in
    void screen(ServerRequest request);

    /// Whether requests to that entrance have to be asked about at all.
    boolean watches(Entrance entrance);

    /// Lets a request in.
    ///
    /// @param needed what its caller has to be allowed; null when it needs no credentials
    /// @throws ApiException 401, 403 or 429 when it may not come in
    Admission admit(ServerRequest request, Entrance entrance, @Nullable Right needed);

    /// Whether the caller of `/metrics` may see the names of all accounts' rules and targets.
    ///
    /// @throws ApiException 401 or 429 when its credentials are wrong; without any it may not
    boolean mayReadNames(ServerRequest request);
}
