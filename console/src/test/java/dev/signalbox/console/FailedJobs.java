package dev.signalbox.console;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// The rule that tests of the rules' API write, and what they read of it.
public final class FailedJobs {
    public static final String RULES = "/api/buses/default/rules";
    public static final String RULE = RULES + "/failed-jobs";
    public static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public static final String WRITTEN =
            """
            {"name": "failed-jobs", "description": "Page us when a DLC job fails", "enabled": true,
             "pattern": {"source": ["acs.pai.dlc"], "type": ["pai:DlcJobProgress:Failed"]},
             "targets": [
               {"id": "hook", "type": "http", "url": "https://ops.example.com/hook?access_token=t0p&v=",
                "signingKey": "%s"},
               {"id": "log", "type": "http", "url": "http://10.0.0.1:8080/events",
                "retry": "EXPONENTIAL_DECAY_RETRY", "deadLetter": false, "concurrency": 7}]}
            """
                    .formatted(KEY);
    public static final String SHOWN =
            """
            {"name": "failed-jobs", "description": "Page us when a DLC job fails", "enabled": true,
             "pattern": {"source": ["acs.pai.dlc"], "type": ["pai:DlcJobProgress:Failed"]},
             "targets": [
               {"id": "hook", "type": "http", "url": "https://ops.example.com/hook?access_token=***&v=",
                "signingKey": "***", "retry": "BACKOFF_RETRY", "deadLetter": true, "concurrency": 64},
               {"id": "log", "type": "http", "url": "http://10.0.0.1:8080/events",
                "retry": "EXPONENTIAL_DECAY_RETRY", "deadLetter": false, "concurrency": 7}],
             "revision": 1}
            """;

    private FailedJobs() {}

    /// The first target of the rule, the one with secrets.
    public static ObjectNode hook(ObjectNode rule) {
        return (ObjectNode) rule.path("targets").path(0);
    }
}
