package dev.signalbox.console.eventbridge.target;

import static dev.signalbox.console.ConsoleRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.ConsoleFixture;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Channel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The house's own form of a target and EventBridge's are two views of one model: what one wrote
/// the other reads, and to write back what was read changes nothing.
class TargetEntryRoundTripTest extends ConsoleFixture {
    private static final String RULE = "/api/buses/default/rules/r";
    private static final String OF_RULE = "\"EventBusName\": \"default\", \"RuleName\": \"r\"";

    private static final List<String> WRITTEN_BY_PEOPLE =
            List.of(
                    "{'type': 'dingtalk', 'url':"
                            + " 'https://oapi.dingtalk.com/robot/send?access_token=t0', 'signingKey':"
                            + " 'SECx'}",
                    "{'type': 'dingtalk', 'url':"
                            + " 'https://oapi.dingtalk.com/robot/send?access_token=t0',"
                            + " 'ratePerMinute': 20}",
                    "{'type': 'wecom', 'url':"
                            + " 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k0', 'retry':"
                            + " 'EXPONENTIAL_DECAY_RETRY'}",
                    "{'type': 'lark', 'url':"
                            + " 'https://open.larksuite.com/open-apis/bot/v2/hook/8f1d0c0a-aaaa-bbbb-cccc-1',"
                            + " 'signingKey': 'k'}",
                    "{'type': 'http', 'url': 'http://127.0.0.1:1/a?b=c', 'concurrency': 3}",
                    "{'type': 'http', 'url': 'https://x.example/a', 'signingKey':"
                            + " 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'token': 't', 'deadLetter':"
                            + " false}",
                    "{'type': 'http', 'url': 'https://x.example/a', 'transform': {'form':"
                            + " 'CONSTANT', 'value': 'ping'}}",
                    "{'type': 'http', 'url': 'https://x.example/a', 'transform': {'form':"
                            + " 'JSONPATH', 'value': '$.data'}}",
                    "{'type': 'http', 'url': 'https://x.example/a', 'transform': {'form':"
                            + " 'TEMPLATE', 'value': {'a': '$.data.a', 'b': 'text'}, 'template': '${a}"
                            + " ${b}'}}",
                    "{'type': 'sms', 'contacts': ['+8613800000000', '13900000000'], 'template':"
                            + " 'SMS_1', 'signName': 'ops'}",
                    "{'type': 'sms', 'contacts': ['13900000000'], 'template': 'SMS_1', 'transform':"
                            + " {'form': 'TEMPLATE', 'value': {'a': '$.id'}, 'template': '{\\\"id\\\":"
                            + " \\\"${a}\\\"}'}}",
                    "{'type': 'voice', 'contacts': ['+8613800000000'], 'template': 'TTS_1'}",
                    "{'type': 'email', 'contacts': ['a@example.com', 'b@example.com'], 'subject':"
                            + " 'It failed', 'html': true}",
                    "{'type': 'email', 'contacts': ['a@example.com']}");

    private JsonNode own() {
        return rig.get(RULE).body();
    }

    private JsonNode entry() {
        var answer = rig.send("POST", "/openapi/listTargets", "{" + OF_RULE + "}");
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        return answer.body().path("Targets").path(0);
    }

    private void update(JsonNode entry) {
        var answer =
                rig.send(
                        "POST",
                        "/openapi/updateTargets",
                        "{%s, \"Targets\": [%s]}".formatted(OF_RULE, entry));
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        assertThat(answer.body().path("ErrorEntriesCount").asInt()).isZero();
    }

    @ParameterizedTest
    @FieldSource("WRITTEN_BY_PEOPLE")
    void whatPeopleWriteEventBridgesClientsReadAndWriteBackUnchanged(String text) {
        var target = (ObjectNode) json(text.replace('\'', '"'));
        target.put("id", "t");
        ObjectNode rule = Json.MAPPER.createObjectNode();
        rule.putObject("pattern");
        rule.putArray("targets").add(target);
        assertThat(rig.put(RULE, rule).status()).isEqualTo(201);
        JsonNode before = own();
        int written = log.size();

        update(entry());

        assertThat(own()).isEqualTo(before);
        assertThat(log.size()).as("nothing was written").isEqualTo(written);
    }

    @Test
    void everyChannelIsHere() {
        assertThat(WRITTEN_BY_PEOPLE)
                .extracting(text -> json(text.replace('\'', '"')).path("type").asText())
                .containsAll(Arrays.stream(Channel.values()).map(Channel::label).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                {"Type": "acs.dingtalk", "Endpoint": "https://oapi.dingtalk.com/robot/send?access_token=***",
                 "ParamList": [
                   {"ResourceKey": "SecretKey", "Form": "CONSTANT", "Value": "***"},
                   {"ResourceKey": "URL", "Form": "CONSTANT",
                    "Value": "https://oapi.dingtalk.com/robot/send?access_token=***"},
                   {"ResourceKey": "Body", "Form": "TEMPLATE", "Value": "{\\"k\\":\\"$.source\\"}",
                    "Template": "{\\"Msgtype\\": \\"text\\", \\"Text\\": {\\"Content\\": \\"${k}\\"}}"}]}
                """,
                """
                {"Type": "acs.mail", "Endpoint": "acs:mail:cn-hangzhou:1", "ErrorsTolerance": "NONE",
                 "DeadLetterQueue": {"Arn": "acs:mns:cn-hangzhou:1:/queues/q"},
                 "ParamList": [
                   {"ResourceKey": "AddressType", "Form": "CONSTANT", "Value": "1"},
                   {"ResourceKey": "AccountName", "Form": "CONSTANT", "Value": "a@mail.example.com"},
                   {"ResourceKey": "Subject", "Form": "CONSTANT", "Value": "It failed"},
                   {"ResourceKey": "ToAddress", "Form": "CONSTANT", "Value": "a@example.com,b@example.com"},
                   {"ResourceKey": "IsHtmlBody", "Form": "CONSTANT", "Value": "false"},
                   {"ResourceKey": "ReplyToAddress", "Form": "CONSTANT", "Value": "false"},
                   {"ResourceKey": "Body", "Form": "TEMPLATE", "Value": "{\\"k\\":\\"$.source\\"}",
                    "Template": "of ${k}"}]}
                """,
                """
                {"Type": "acs.sms", "Endpoint": "acs:sms:cn-hangzhou:1", "ParamList": [
                   {"ResourceKey": "PhoneNumbers", "Form": "CONSTANT", "Value": "13800000000"},
                   {"ResourceKey": "SignName", "Form": "CONSTANT", "Value": "ops"},
                   {"ResourceKey": "TemplateCode", "Form": "CONSTANT", "Value": "SMS_1"},
                   {"ResourceKey": "TemplateParam", "Form": "TEMPLATE", "Value": "{\\"k\\":\\"$.source\\"}",
                    "Template": "{\\"k\\": \\"${k}\\"}"}]}
                """,
                """
                {"Type": "http", "Endpoint": "https://x.example/a?b=***", "ParamList": [
                   {"ResourceKey": "URL", "Form": "CONSTANT", "Value": "https://x.example/a?b=***"},
                   {"ResourceKey": "Network", "Form": "CONSTANT", "Value": "PrivateNetwork"},
                   {"ResourceKey": "VPCNameAndId", "Form": "CONSTANT", "Value": "vpc/vpc-1"},
                   {"ResourceKey": "Token", "Form": "CONSTANT", "Value": "***"},
                   {"ResourceKey": "Body", "Form": "ORIGINAL"}]}
                """,
                """
                {"Type": "https", "Endpoint": "https://x.example/a?b=***", "ParamList": [
                   {"ResourceKey": "url", "Form": "CONSTANT", "Value": "https://x.example/a?b=***"}]}
                """,
                """
                {"Type": "signalbox.wecom", "Endpoint": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=***",
                 "ParamList": [
                   {"ResourceKey": "URL", "Form": "CONSTANT",
                    "Value": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=***"},
                   {"ResourceKey": "Body", "Form": "JSONPATH", "Value": "$.data"}]}
                """,
                """
                {"Type": "signalbox.lark", "Endpoint": "https://open.feishu.cn/open-apis/bot/v2/hook/***",
                 "ParamList": [
                   {"ResourceKey": "URL", "Form": "CONSTANT", "Value": "https://open.feishu.cn/open-apis/bot/v2/hook/***"},
                   {"ResourceKey": "SecretKey", "Form": "CONSTANT", "Value": "***"},
                   {"ResourceKey": "Body", "Form": "CONSTANT", "Value": "ping"}]}
                """,
                """
                {"Type": "signalbox.voice", "Endpoint": "acs:voice:x:1", "ParamList": [
                   {"ResourceKey": "PhoneNumbers", "Form": "CONSTANT", "Value": "+8613800000000,13900000000"},
                   {"ResourceKey": "TemplateCode", "Form": "CONSTANT", "Value": "TTS_1"}]}
                """
            })
    void whatEventBridgesClientsWriteTheyReadAlsoAfterPeopleWroteItBack(String text) {
        var shown = (ObjectNode) json(text);
        shown.put("Id", "t").put("PushRetryStrategy", "EXPONENTIAL_DECAY_RETRY");
        shown.putObject("ConcurrentConfig").put("Concurrency", 5);
        if (!shown.has("ErrorsTolerance")) {
            shown.put("ErrorsTolerance", "ALL");
        }
        String given =
                shown.toString()
                        .replace("\"***\"", "\"s3cret\"")
                        .replace("***", "8f1d0c0aaaaabbbbcccc1");
        String rule =
                "{%s, \"FilterPattern\": \"{}\", \"Targets\": [%s]}".formatted(OF_RULE, given);

        var created = rig.send("POST", "/openapi/createRule", rule);

        assertThat(created.status()).as(created.message()).isEqualTo(200);
        assertThat(entry()).isEqualTo(shown);
        JsonNode own = own();
        int written = log.size();
        update(entry());
        assertThat(rig.put(RULE, own).status()).isEqualTo(200);
        assertThat(log.size()).as("nothing was written").isEqualTo(written);
        ((ObjectNode) own).put("description", "changed");
        assertThat(rig.put(RULE, own).status()).isEqualTo(200);
        assertThat(entry()).isEqualTo(shown);
        assertThat(log.dump()).doesNotContain("s3cret", "8f1d0c0aaaaabbbbcccc1");
    }

    @Test
    void whatEventBridgeCannotSayOfATargetStays() {
        rig.put(
                RULE,
                """
                {"pattern": {}, "targets": [{"id": "t", "type": "http", "url": "https://x.example/",
                 "deadLetter": false, "ratePerMinute": 9}]}
                """);
        var entry = (ObjectNode) entry();
        entry.put("PushRetryStrategy", "EXPONENTIAL_DECAY_RETRY");

        update(entry);

        assertThat(own().path("targets").path(0))
                .isEqualTo(
                        json(
                                """
                                {"id": "t", "type": "http", "url": "https://x.example/",
                                 "retry": "EXPONENTIAL_DECAY_RETRY", "deadLetter": false,
                                 "concurrency": 64, "ratePerMinute": 9}
                                """));
    }

    @Test
    void aTargetThatBecomesOfAnotherTypeKeepsNothing() {
        rig.put(
                RULE,
                """
                {"pattern": {}, "targets": [{"id": "t", "type": "http", "url": "https://x.example/",
                 "deadLetter": false, "token": "tok3n"}]}
                """);

        update(
                json(
                        """
                        {"Id": "t", "Type": "acs.dingtalk", "Endpoint": "https://oapi.dingtalk.com/robot/send?access_token=t"}
                        """));

        assertThat(own().path("targets").path(0))
                .isEqualTo(
                        json(
                                """
                                {"id": "t", "type": "dingtalk",
                                 "url": "https://oapi.dingtalk.com/robot/send?access_token=***",
                                 "retry": "BACKOFF_RETRY", "deadLetter": true, "concurrency": 64}
                                """));
    }
}
