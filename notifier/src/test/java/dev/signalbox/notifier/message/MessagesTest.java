package dev.signalbox.notifier.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.testkit.TestRules;
import java.net.URI;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    private static final TargetKey TARGET =
            new TargetKey(TestRules.ACCOUNT, "default", "failed-jobs", "ding");

    private static Message message(String type, String json) {
        return new Messages(ZoneId.of("Asia/Shanghai"))
                .of(TestRules.delivery("e-1", TARGET, type, json));
    }

    private static String fact(Message message, String name) {
        return Stream.concat(message.facts().stream(), message.origin().stream())
                .filter(fact -> fact.name().equals(name))
                .map(Fact::value)
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2024-03-25T10:04:00+08:00 | 2024-03-25T10:04:00.179PRC | 10:04:00",
                "2024-03-25T10:04:31.117Z | 2024-03-25T02:04:31.194Z | 10:04:31",
                "2024-03-25T10:04:31.117Z | 2024-03-25T02:05:15.194Z | 10:04:31",
                "2024-03-25T10:04:31.117Z | 2024-03-25T10:04:31.194PRC | 10:04:31",
                "2024-03-25T02:04:31.117Z | 2024-03-25T02:04:31.194Z | 10:04:31",
                "2024-03-25T02:04:31Z | | 10:04:31"
            })
    void theEventsTimeIsTheRealOneWhateverItSays(
            String time, @Nullable String published, String local) {
        String json =
                "{\"time\":\"%s\",\"aliyunpublishtime\":\"%s\"}"
                        .formatted(time, published == null ? "" : published);

        assertThat(fact(message("t", json), "Happened"))
                .isEqualTo("2024-03-25 " + local + " +08:00");
    }

    @Test
    void aFalseZIsKnownByTheTimeOfAcceptanceWhereThereIsNothingElse() {
        assertThat(fact(message("t", "{\"time\":\"2026-11-21T11:59:58Z\"}"), "Happened"))
                .isEqualTo("2026-11-21 11:59:58 +08:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "-5000-01-01T00:00:00Z", "+999999999-12-31T23:59:59Z"})
    void aTimeThatIsNoneIsNotTold(String time) {
        Message message = message("t", "{\"time\":\"" + time + "\"}");
        assertThat(fact(message, "Happened")).isEmpty();
        assertThat(fact(message, "Accepted")).isEqualTo("2026-11-21 12:00:00 +08:00");
    }

    @Test
    void itSaysWhatHappenedToWhatInWhichWorkspaceAndByWhom() {
        Message message =
                message(
                        "pai:DlcJobProgress:Failed",
                        """
                        {"aliyunregionid": "cn-hangzhou", "data": {"DisplayName": "bert-finetune",
                         "Status": "Failed", "ReasonMessage": "out of memory", "ReasonCode": "OOM",
                         "WorkspaceName": "demo-ws", "WorkspaceId": "10001", "UserName": "alice",
                         "JobId": "dlc1"}}\
                        """);

        assertThat(message.title()).isEqualTo("Job progress: failed: bert-finetune");
        assertThat(message.facts())
                .containsExactly(
                        new Fact("Service", "PAI DLC job"),
                        new Fact("Status", "Failed"),
                        new Fact("Reason", "out of memory"),
                        new Fact("Workspace", "demo-ws (10001)"),
                        new Fact("By", "alice"),
                        new Fact("Job", "dlc1"),
                        new Fact("Region", "cn-hangzhou"));
        assertThat(message.origin())
                .containsExactly(
                        new Fact("Accepted", "2026-11-21 12:00:00 +08:00"),
                        new Fact("Signalbox rule", "failed-jobs"),
                        new Fact("Event", "e-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "{\"projectId\":7634}",
        "{\"appId\":7634}",
        "{\"queryDwProjectId\":\"7634\"}",
        "{\"eventBody\":{\"queryDwProjectId\":7634}}",
        "{\"WorkspaceId\":\"7634\"}"
    })
    void theWorkspaceIsFoundUnderEachOfItsNames(String data) {
        Message message =
                message("dataworks:MonitorAlert:WorkbenchMonitorAlert", "{\"data\":" + data + "}");
        assertThat(fact(message, "Workspace")).isEqualTo("7634");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"status\":5} | failed (5)",
                "{\"status\":\"6\"} | succeeded (6)",
                "{\"status\":\"Submit\"} | Submit",
                "{\"baselineStatus\":3} | overtime (3)",
                "{\"checkResult\":-1} | could not be checked (-1)"
            })
    void numbersThatStandForWordsAreToldInWords(String data, String words) {
        Message message =
                message("dataworks:DqcCheck:DqcCheckFinishedEvent", "{\"data\":" + data + "}");
        assertThat(fact(message, "Status")).isEqualTo(words);
    }

    @Test
    void longNumbersKeepTheirDigits() {
        Message message =
                message(
                        "dataworks:InstanceStatusChanges:InstanceStatusChanges",
                        "{\"data\":{\"taskId\":98765432109876543210}}");
        assertThat(fact(message, "Instance")).isEqualTo("98765432109876543210");
    }

    @Test
    void aLinkForBrowsersIsTaken() {
        assertThat(
                        message(
                                        "dataworks:FileChange:ReviewFile",
                                        "{\"data\":{\"reviewUrl\":\"https://dw.example/r?id=1\"}}")
                                .link())
                .isEqualTo(URI.create("https://dw.example/r?id=1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://dw.example/r?q={a} | https://dw.example/r?q=%7Ba%7D",
                "https://dw.example/r?q=\"a\" | https://dw.example/r?q=%22a%22",
                "https://dw.example/a b/c | https://dw.example/a%20b/c",
                "https://dw.example/a%20b?c=50% | https://dw.example/a%20b?c=50%25",
                "https://dw.example/a[1]^`\\#x#y | https://dw.example/a%5B1%5D%5E%60%5C#x%23y",
                "https://dw_1.example:8443/r | https://dw_1.example:8443/r",
                "HTTPS://DW.example | https://DW.example",
                "https://例子.example/汉字 | https://xn--fsqu00a.example/汉字",
                "http://192.0.2.1/?a#b | http://192.0.2.1/?a#b",
                "http://[2001:db8::1]:80/ | http://[2001:db8::1]:80/"
            })
    void aLinkIsReadAsBrowsersDo(String text, String link) {
        Message message = review(text);

        assertThat(message.link()).hasToString(link);
        assertThat(message.facts()).extracting(Fact::name).doesNotContain("Link");
    }

    private static Message review(String link) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.putObject("data").put("reviewUrl", link);
        return message("dataworks:FileChange:ReviewFile", event.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "dingtalk://dingtalkclient/page/link?url=x",
                "https://user:password@evil.example/",
                "https://good.example\\@evil.example/",
                "https://good.example%40evil.example/",
                "https://exa mple.com/",
                "/relative"
            })
    void whatIsNoLinkForBrowsersIsShownAsText(String text) {
        Message message = review(text);

        assertThat(message.link()).isNull();
        assertThat(fact(message, "Link")).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The review URL",
                "javascript:alert(1)",
                "dingtalk://dingtalkclient/page/link?url=x",
                "https://user:password@evil.example/",
                "https:///nowhere",
                "//evil.example/"
            })
    void whatIsNoLinkForBrowsersIsNot(String link) {
        assertThat(
                        message(
                                        "dataworks:FileChange:ReviewFile",
                                        "{\"data\":{\"reviewUrl\":\"" + link + "\"}}")
                                .link())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FileChange:DeleteFile | {} | Delete a file (about to happen)",
                "FileChange:CommitFile | {} | Commit a file",
                "FileChange:CommitFile | {\"blockBusiness\":true} | Commit a file (about to happen)",
                "ProjectChange:ProjectDeleted | {} | Delete a workspace"
            })
    void whatIsAboutToHappenIsNotToldAsDone(String type, String data, String title) {
        assertThat(message("dataworks:" + type, "{\"data\":" + data + "}").title())
                .isEqualTo(title);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"dagName\":\"nightly\",\"status\":5} | : nightly – failed (5)",
                "{\"nodeId\":7,\"status\":6} | : node 7 – succeeded (6)",
                "{\"taskIds\":[8,9]} | : instance 8, 9",
                "{} | ''"
            })
    void theTitleSaysWhatItIsAboutAndHowItStands(String data, String rest) {
        assertThat(
                        message(
                                        "dataworks:DagStatusChanges:DagStatusChanges",
                                        "{\"data\":" + data + "}")
                                .title())
                .isEqualTo("Change the status of a workflow" + rest);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DqcCheck:BatchCreateDataQualityRules | {\"target\":{\"tableGuid\":\"odps.p.t\"}} | odps.p.t",
                "DqcCheck:BatchDeleteDataQualityRules | {\"ids\":[4,5]} | id 4, 5",
                "DqcCheck:CloneDataQualityEvaluationTask"
                        + " | {\"id\":7,\"targets\":[{\"tableGuid\":\"odps.p.t\"}]} | odps.p.t",
                "DqcCheck:CreateDataQualityEvaluationTaskNotification"
                        + " | {\"dataQualityEvaluationTaskId\":7} | evaluation task 7",
                "InstanceChange:ExpiredTaskInstancesDeleted"
                        + " | {\"deletedTaskInstanceIds\":[8,9]} | instance 8, 9",
                "ApprovalChange:ApprovalChangeCreated | {\"process\":{\"title\":\"MaxComputeTable\","
                        + "\"approvalContent\":{\"resourceSummary\":\"loghub\"}}} | loghub"
            })
    void whatHasNoNameOfItsOwnIsToldByWhatItIsOf(String type, String data, String object) {
        assertThat(message("dataworks:" + type, "{\"data\":" + data + "}").title())
                .endsWith(": " + object);
    }
}
