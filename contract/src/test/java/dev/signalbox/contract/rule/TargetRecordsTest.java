package dev.signalbox.contract.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.contract.json.Json;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The stored form of targets, which a later version must be able to read: never change a line of
/// it.
class TargetRecordsTest {
    private static final String OPTIONS =
            "'retry':'BACKOFF_RETRY','deadLetter':true,'concurrency':64";

    /// Each kind of target with all of its fields, and with as few as it may have.
    private static final Map<Target, String> STORED =
            Map.ofEntries(
                    stored(
                            new Target.Dingtalk(
                                    "t", DeliveryOptions.DEFAULT, sealed("A"), sealed("B")),
                            "{'id':'t','type':'dingtalk',%s,'url':'sealed:k:A','signingKey':'sealed:k:B'}"),
                    stored(
                            new Target.Dingtalk("t", DeliveryOptions.DEFAULT, sealed("A"), null),
                            "{'id':'t','type':'dingtalk',%s,'url':'sealed:k:A'}"),
                    stored(
                            new Target.Wecom("t", DeliveryOptions.DEFAULT, sealed("A")),
                            "{'id':'t','type':'wecom',%s,'url':'sealed:k:A'}"),
                    stored(
                            new Target.Lark("t", DeliveryOptions.DEFAULT, sealed("A"), sealed("B")),
                            "{'id':'t','type':'lark',%s,'url':'sealed:k:A','signingKey':'sealed:k:B'}"),
                    stored(
                            new Target.Http(
                                    "t",
                                    DeliveryOptions.DEFAULT,
                                    sealed("A"),
                                    sealed("B"),
                                    sealed("C")),
                            "{'id':'t','type':'http',%s,'url':'sealed:k:A','signingKey':'sealed:k:B','token':'sealed:k:C'}"),
                    stored(
                            new Target.Http(
                                    "t",
                                    DeliveryOptions.DEFAULT,
                                    sealed("A"),
                                    null,
                                    null,
                                    Map.of("X-B", sealed("E"), "Authorization", sealed("D"))),
                            "{'id':'t','type':'http',%s,'url':'sealed:k:A','headers':{'Authorization':'sealed:k:D','X-B':'sealed:k:E'}}"),
                    stored(
                            new Target.Http("t", DeliveryOptions.DEFAULT, sealed("A"), null, null),
                            "{'id':'t','type':'http',%s,'url':'sealed:k:A'}"),
                    stored(
                            new Target.Sms(
                                    "t",
                                    DeliveryOptions.DEFAULT,
                                    List.of("+8613800000000", "13900000000"),
                                    "SMS_1",
                                    "ops"),
                            "{'id':'t','type':'sms',%s,'contacts':['+8613800000000','13900000000'],'template':'SMS_1','signName':'ops'}"),
                    stored(
                            new Target.Sms(
                                    "t",
                                    DeliveryOptions.DEFAULT,
                                    List.of("13900000000"),
                                    "SMS_1",
                                    null),
                            "{'id':'t','type':'sms',%s,'contacts':['13900000000'],'template':'SMS_1'}"),
                    stored(
                            new Target.Voice(
                                    "t", DeliveryOptions.DEFAULT, List.of("13900000000"), "TTS_1"),
                            "{'id':'t','type':'voice',%s,'contacts':['13900000000'],'template':'TTS_1'}"),
                    stored(
                            new Target.Email(
                                    "t",
                                    DeliveryOptions.DEFAULT,
                                    List.of("a@example.com"),
                                    "It failed",
                                    true),
                            "{'id':'t','type':'email',%s,'contacts':['a@example.com'],'subject':'It"
                                    + " failed','html':true}"),
                    stored(
                            new Target.Email(
                                    "t",
                                    DeliveryOptions.DEFAULT,
                                    List.of("a@example.com"),
                                    null,
                                    false),
                            "{'id':'t','type':'email',%s,'contacts':['a@example.com'],'html':false}"));

    @Test
    void everyKindIsWrittenAsItAlwaysWas() {
        STORED.forEach((target, text) ->
                assertThat(TargetRecords.write(target).toString()).isEqualTo(text));
    }

    @Test
    void everyKindIsReadAsItAlwaysWas() {
        STORED.forEach((target, text) -> assertThat(read(text)).isEqualTo(target));
    }

    @Test
    void everySecretIsChangedAndNothingElse() {
        STORED.forEach((target, text) ->
                assertThat(
                                target.withSecrets(secret ->
                                        new SealedSecret(secret.text().replace(":k:", ":new:"))))
                        .isEqualTo(read(text.replace(":k:", ":new:"))));
    }

    @Test
    void everyChannelIsHere() {
        Set<Channel> here =
                STORED.keySet().stream().map(Target::channel).collect(Collectors.toSet());

        assertThat(here).isEqualTo(EnumSet.allOf(Channel.class));
        assertThat(STORED.keySet().stream().map(Target::getClass).distinct())
                .as("a channel for each kind of target")
                .hasSize(Channel.values().length);
    }

    private static Map.Entry<Target, String> stored(Target target, String text) {
        return Map.entry(target, text.formatted(OPTIONS).replace('\'', '"'));
    }

    private static SealedSecret sealed(String text) {
        return new SealedSecret("sealed:k:" + text);
    }

    private static Target read(String text) {
        try {
            return TargetRecords.read(Json.MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
