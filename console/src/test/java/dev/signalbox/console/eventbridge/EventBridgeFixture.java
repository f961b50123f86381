package dev.signalbox.console.eventbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleFixture;
import dev.signalbox.console.ConsoleRig.Answer;
import java.util.ArrayList;
import java.util.List;

/// A console that is called as EventBridge's clients do, the rule that tests write so, and what
/// they look for in answers.
abstract class EventBridgeFixture extends ConsoleFixture {
    static final String HOOK =
            """
            {"Id": "hook", "Type": "https", "Endpoint": "https://ops.example.com/hook?token=t0p",
             "PushRetryStrategy": "EXPONENTIAL_DECAY_RETRY", "ConcurrentConfig": {"Concurrency": 7},
             "ParamList": [
               {"ResourceKey": "URL", "Form": "CONSTANT", "Value": "https://ops.example.com/hook?token=t0p"},
               {"ResourceKey": "Body", "Form": "TEMPLATE", "Value": "{\\"job\\": \\"$.data.job\\"}",
                "Template": "{\\"job\\": \\"${job}\\"}"},
               {"ResourceKey": "Token", "Form": "CONSTANT", "Value": "tok3n"},
               {"ResourceKey": "Network", "Form": "CONSTANT", "Value": "PublicNetwork"}]}
            """;
    static final String RULE =
            """
            {"EventBusName": "default", "RuleName": "jobs", "Description": "of jobs", "Status": "enable",
             "FilterPattern": "{\\"source\\":[\\"acs.pai.dlc\\"]}", "Tags": {"team": "a"}, "Targets": [%s]}
            """
                    .formatted(HOOK);
    static final String JOBS = "{\"EventBusName\": \"default\", \"RuleName\": \"jobs\"%s}";

    Answer call(String operation, String body, String... headers) {
        return rig.send("POST", "/openapi/" + operation, body, headers);
    }

    Answer ofJobs(String operation, String rest) {
        return call(operation, JOBS.formatted(rest));
    }

    static List<String> names(JsonNode list, String field) {
        var names = new ArrayList<String>();
        list.forEach(item -> names.add(item.path(field).asText()));
        return names;
    }

    static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.message()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().path("requestId").asText())
                .isEqualTo(answer.header("x-acs-request-id"));
        assertThat(answer.body().fieldNames())
                .toIterable()
                .containsExactly("code", "message", "requestId", "Code", "Message", "RequestId");
    }
}
