package dev.signalbox.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log of what people change through the API: who, what, and from where. Never what they wrote.
public final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private AuditLog() {}

    /// Notes a change that has been made by the request of this thread; what Signalbox changes by
    /// itself is not noted.
    ///
    /// @param change what was done, such as `deleted`
    /// @param what to what, such as `rule 1000000000000001/default/failed-jobs`
    public static void changed(String change, String what) {
        CurrentRequest request = CurrentRequest.orNull();
        if (request == null) {
            return;
        }
        String keyId = request.caller().keyId();
        note(request, keyId == null ? "anybody" : keyId, change, what);
    }

    /// Notes a change that has been made by the request of this thread, whose caller is known by
    /// what it brought and not by how it was let in.
    ///
    /// @param keyId the id of the caller's access key
    public static void changedBy(String keyId, String change, String what) {
        note(CurrentRequest.get(), keyId, change, what);
    }

    private static void note(CurrentRequest request, String who, String change, String what) {
        LOG.atInfo()
                .addKeyValue("who", who)
                .addKeyValue("from", request.from())
                .addKeyValue("change", change)
                .addKeyValue("what", what)
                .log("audit");
    }
}
