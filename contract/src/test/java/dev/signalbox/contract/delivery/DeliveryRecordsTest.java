package dev.signalbox.contract.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.rule.TargetKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryRecordsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T04:00:00.123Z");

    private static Delivery delivery(List<Attempt> attempts, String replay, boolean redrive) {
        var target = new TargetKey("1", "default", "r", "hook");
        var event = new EventKey("1", "default", "id/with/slashes 中");
        return new Delivery(
                DeliveryId.of(event, target, replay),
                target,
                "",
                event,
                "acs.dataworks",
                "dataworks:FileChange:CommitFile",
                NOW,
                17,
                3,
                attempts,
                replay,
                redrive,
                new byte[] {'{', '}'});
    }

    private static Delivery read(Delivery delivery, Headers headers) {
        return arrival(delivery, headers).delivery();
    }

    private static ReceivedDelivery arrival(Delivery delivery, Headers headers) {
        return DeliveryRecords.read(DeliveryRecords.key(delivery), delivery.body(), headers);
    }

    @Test
    void whatIsWrittenIsRead() {
        for (Delivery delivery :
                List.of(
                        delivery(List.of(), "", false),
                        delivery(
                                List.of(
                                        new Attempt(1, NOW, 503, "answered 503"),
                                        new Attempt(2, NOW, 0, "no \"TLS\"\n中")),
                                "replay-1",
                                true))) {
            assertThat(read(delivery, DeliveryRecords.headers(delivery)))
                    .usingRecursiveComparison()
                    .isEqualTo(delivery);
        }
    }

    @Test
    void aReasonThatComesAgainIsWrittenOnce() {
        var attempts = new ArrayList<Attempt>();
        for (int i = 1; i <= 176; i++) {
            attempts.add(new Attempt(i, NOW, 500, "answered 500: " + (i < 170 ? "a" : "b")));
        }
        Delivery delivery = delivery(attempts, "", false);

        Headers headers = DeliveryRecords.headers(delivery);

        assertThat(new String(headers.lastHeader(DeliveryRecords.ATTEMPTS).value(), UTF_8))
                .containsOnlyOnce("answered 500: a")
                .containsOnlyOnce("answered 500: b");
        assertThat(read(delivery, headers).attempts()).isEqualTo(attempts);
    }

    @Test
    void aRedriveIsTheSameDeliveryWithAllItsAttemptsStillToCome() {
        Delivery dead = delivery(List.of(new Attempt(1, NOW, 410, "gone")), "replay-1", false);

        Delivery again = dead.redriven(12);
        assertThat(read(again, DeliveryRecords.headers(again)))
                .usingRecursiveComparison()
                .isEqualTo(delivery(List.of(), "replay-1", true));
        assertThat(dead.redriven(99).rulesPosition()).isEqualTo(99);
    }

    @Test
    void aMarkThatALetterWasSentAgainIsReadAndIsNoDelivery() {
        var mark = new RedriveMark("dlv_1", 7, NOW);

        assertThat(RedriveMark.read(null, mark.headers())).isEqualTo(mark);
        assertThat(RedriveMark.read(new byte[0], mark.headers())).isNull();
        Headers letter = DeliveryRecords.headers(delivery(List.of(), "", false));
        assertThat(RedriveMark.read(null, letter)).isNull();
        Headers spoilt = mark.headers();
        spoilt.add("signalbox-letter", new byte[] {'x'});
        assertThat(RedriveMark.read(null, spoilt)).isNull();
    }

    @Test
    void aRetrySaysWhenItIsDueAndHowOftenItWasPutOff() {
        Delivery delivery = delivery(List.of(), "", false);

        Headers headers = DeliveryRecords.headersForRetry(delivery, NOW, 2, 77);

        assertThat(headers.lastHeader(DeliveryRecords.DUE).value())
                .asString()
                .isEqualTo(Long.toString(NOW.toEpochMilli()));
        assertThat(arrival(delivery, headers))
                .usingRecursiveComparison()
                .isEqualTo(new ReceivedDelivery(delivery, delivery.id(), 2, 77));
        assertThat(arrival(delivery, DeliveryRecords.headers(delivery)))
                .usingRecursiveComparison()
                .isEqualTo(new ReceivedDelivery(delivery, delivery.id(), 0, 0));
    }

    @Test
    void aDeliveryOfAnOlderBuildDoesNotSayTheRevisionOfItsRule() {
        Delivery delivery = delivery(List.of(), "", false);
        Headers headers = DeliveryRecords.headers(delivery);

        assertThat(read(delivery, headers).revision()).isEqualTo(3);
        assertThat(read(delivery, headers.remove(DeliveryRecords.REVISION)).revision()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DeliveryRecords.ID,
                DeliveryRecords.EVENT,
                DeliveryRecords.ACCEPTED,
                "ce_source",
                "ce_type"
            })
    void aMissingHeaderIsNamed(String name) {
        Delivery delivery = delivery(List.of(), "", false);
        Headers headers = DeliveryRecords.headers(delivery).remove(name);

        assertThatThrownBy(() -> read(delivery, headers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[{\"number\":1,\"at\":\"yesterday\"}]", "nonsense"})
    void attemptsThatAreNoneAreRefused(String attempts) {
        Delivery delivery = delivery(List.of(), "", false);
        Headers headers =
                DeliveryRecords.headers(delivery)
                        .add(DeliveryRecords.ATTEMPTS, attempts.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> read(delivery, headers))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRecordWithoutKeyOrValueIsNone() {
        Headers headers = DeliveryRecords.headers(delivery(List.of(), "", false));

        assertThatThrownBy(() -> DeliveryRecords.read(null, new byte[0], headers))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DeliveryRecords.read(new byte[] {'a'}, null, headers))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DeliveryRecords.read(new byte[] {'a'}, new byte[0], headers))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theIdDependsOnEachPartAndOnNothingElse() {
        var event = new EventKey("1", "default", "e");
        var target = new TargetKey("1", "default", "r", "hook");
        String id = DeliveryId.of(event, target, null);

        assertThat(id).hasSize(26).startsWith("dlv_").isEqualTo(DeliveryId.of(event, target, ""));
        assertThat(
                        List.of(
                                DeliveryId.of(new EventKey("2", "default", "e"), target, null),
                                DeliveryId.of(new EventKey("1", "other", "e"), target, null),
                                DeliveryId.of(new EventKey("1", "default", "f"), target, null),
                                DeliveryId.of(
                                        event, new TargetKey("1", "default", "s", "hook"), null),
                                DeliveryId.of(event, new TargetKey("1", "default", "r", "h"), null),
                                DeliveryId.of(event, target, "replay"),
                                id))
                .doesNotHaveDuplicates();
    }

    @Test
    void aTargetWithoutContactsKeepsTheIdsThatItAlwaysHad() {
        var event = new EventKey("1", "default", "e");
        var target = new TargetKey("1", "default", "r", "hook");

        assertThat(DeliveryId.of(event, target, null)).isEqualTo("dlv_cBwET2mC4P-57qdxa6GI1Q");
        assertThat(DeliveryId.of(event, "", target, "", "replay"))
                .isEqualTo("dlv_qmQTYqvXZpHvWH9z9vpaiQ");
    }

    @Test
    void eachScopeHasIdsOfItsOwn() {
        var event = new EventKey("1", "default", "e");
        var target = new TargetKey("1", "default", "r", "hook");

        assertThat(
                        List.of(
                                DeliveryId.of(event, target, null),
                                DeliveryId.of(event, "a", target, "", null),
                                DeliveryId.of(event, "b", target, "", null),
                                DeliveryId.of(event, "", target, "a", null),
                                DeliveryId.of(event, "a", target, "b", null),
                                DeliveryId.of(event, "b", target, "a", null),
                                DeliveryId.of(event, "", target, "", "a")))
                .doesNotHaveDuplicates();
        assertThat(DeliveryId.of(event, "acs.dataworks", target, "", null))
                .isEqualTo("dlv_v-5eXHgRlIQSbs-L5JlkUA");
    }

    @Test
    void eachContactHasAnIdOfItsOwn() {
        var event = new EventKey("1", "default", "e");
        var target = new TargetKey("1", "default", "r", "night");

        assertThat(
                        List.of(
                                DeliveryId.of(event, target, null),
                                DeliveryId.of(event, "", target, "+861", null),
                                DeliveryId.of(event, "", target, "+862", null),
                                DeliveryId.of(event, "", target, "+861", "replay"),
                                DeliveryId.of(event, "", target, "", "+861")))
                .doesNotHaveDuplicates();
    }

    @Test
    void theContactTravelsWithTheDelivery() {
        Delivery one = delivery(List.of(), "", false);
        var told =
                new Delivery(
                        one.id(),
                        one.target(),
                        "ops@例子.example",
                        one.event(),
                        one.source(),
                        one.type(),
                        one.accepted(),
                        one.rulesPosition(),
                        one.revision(),
                        List.of(),
                        "",
                        false,
                        one.body());

        assertThat(read(told, DeliveryRecords.headers(told)))
                .usingRecursiveComparison()
                .isEqualTo(told);
        assertThat(told.failed(new Attempt(1, NOW, 0, "no")).contact()).isEqualTo(told.contact());
        assertThat(DeliveryRecords.headers(one).lastHeader(DeliveryRecords.CONTACT)).isNull();
    }
}
