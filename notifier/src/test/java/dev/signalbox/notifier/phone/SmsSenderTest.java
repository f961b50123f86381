package dev.signalbox.notifier.phone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.settings.Credentials;
import dev.signalbox.contract.settings.PhoneSettings;
import dev.signalbox.notifier.channel.Reply;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmsSenderTest extends PhoneContract {
    private @Nullable SmsSender sender;
    private @Nullable String signName;

    @Override
    Target target(DeliveryOptions options) {
        return new Target.Sms("night", options, List.of(CONTACT), "SMS_1", signName);
    }

    @Override
    void open(PhoneSettings phones) {
        sender = new SmsSender(calls, phones, MESSAGES, clock());
    }

    @Override
    String action() {
        return "SendSms";
    }

    @Override
    String variables() {
        return "TemplateParam";
    }

    @Override
    protected Reply attempt(Delivery delivery, Target target) {
        return Objects.requireNonNull(sender).send(delivery, (Target.Sms) target);
    }

    @Test
    void theCallIsThatOfTheOfficialClient() throws Exception {
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""));

            send(deliveryTo(key));

            Map<String, String> parameters = checked(receiver.received.getFirst());
            assertThat(parameters.keySet())
                    .containsExactly(
                            "OutId", "PhoneNumbers", "SignName", "TemplateCode", "TemplateParam");
            assertThat(parameters)
                    .containsEntry("PhoneNumbers", "15900000000")
                    .containsEntry("SignName", "测试")
                    .containsEntry("TemplateCode", "SMS_1")
                    .containsEntry("OutId", deliveryTo(key).id());
        }
    }

    @Test
    void twoCallsNeverHaveTheSameNonce() {
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""));
            send(deliveryTo(key));
            send(deliveryTo(key));

            assertThat(receiver.received)
                    .extracting(call -> call.headers().get("x-acs-signature-nonce"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aTargetMayHaveASignatureOfItsOwn() throws Exception {
        signName = "值班";
        try (var receiver = receiver(taken())) {
            send(deliveryTo(target(receiver.url(""))));

            assertThat(checked(receiver.received.getFirst())).containsEntry("SignName", "值班");
        }
    }

    @Test
    void withoutAnySignatureTheTargetIsRefused() {
        var nowhere = URI.create("http://127.0.0.1:1");
        open(new PhoneSettings(new Credentials("a", "b"), nowhere, null, nowhere));

        assertThat(attempt(deliveryTo(RULE.target("night")), target(DeliveryOptions.DEFAULT)))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused ->
                                assertThat(refused.reason()).contains("SIGNALBOX_SMS_SIGN_NAME"));
    }

    @ParameterizedTest
    @CsvSource({
        "+8613800000000, 13800000000",
        "13800000000, 13800000000",
        "+85260000000, 85260000000",
        "+14155550100, 14155550100",
        "+861012345678, 01012345678"
    })
    void numbersAreWrittenAsTheServiceHasThem(String contact, String number) throws Exception {
        try (var receiver = receiver(taken())) {
            send(deliveryTo(target(receiver.url("")), contact));

            assertThat(checked(receiver.received.getFirst())).containsEntry("PhoneNumbers", number);
        }
    }

    @Test
    void aContactThatIsSeveralNumbersIsNone() {
        try (var receiver = receiver(taken())) {
            assertThat(send(deliveryTo(target(receiver.url("")), "13800000000,13900000000")))
                    .isInstanceOfSatisfying(
                            Reply.Refused.class,
                            refused ->
                                    assertThat(refused.reason())
                                            .startsWith("the contact is no phone number; it must"));
            assertThat(receiver.received).isEmpty();
        }
    }
}
