package dev.signalbox.contract.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.rule.TargetKey;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryReaderTest {
    private final DeliveryReader reader = new DeliveryReader();

    private static Delivery delivery(String rule, EventKey event) {
        var target = new TargetKey("1000000000000001", "default", rule, "hook");
        return new Delivery(
                DeliveryId.of(event, target, null),
                target,
                "",
                event,
                "acs.dataworks",
                "dataworks:FileChange:CommitFile",
                Instant.parse("2026-03-01T00:00:00Z"),
                17,
                0,
                List.of(),
                "",
                false,
                "{}".getBytes(UTF_8));
    }

    private static Delivery delivery(String rule, String id) {
        return delivery(rule, new EventKey("1000000000000001", "default", id));
    }

    private ReceivedDelivery read(Delivery delivery, Headers headers) {
        return reader.read(DeliveryRecords.key(delivery), delivery.body(), headers);
    }

    private Delivery read(Delivery delivery) {
        return read(delivery, DeliveryRecords.headers(delivery)).delivery();
    }

    @Test
    void whatManyDeliveriesNameIsKeptOnce() {
        Delivery one = read(delivery("rule", "a"));
        Delivery other = read(delivery("rule", "b"));

        assertThat(other.target()).isSameAs(one.target());
        assertThat(other.source()).isSameAs(one.source());
        assertThat(other.type()).isSameAs(one.type());
        assertThat(other.event().account()).isSameAs(one.target().account());
        assertThat(other.event().bus()).isSameAs(one.target().bus());
        assertThat(read(delivery("other", "b")).target().rule()).isEqualTo("other");
    }

    @Test
    void moreNamesThanAreKeptAreReadAllTheSame() {
        for (int i = 0; i < 45_000; i++) {
            assertThat(read(delivery("rule-" + i, "a")).target().rule()).isEqualTo("rule-" + i);
        }
    }

    /// The target's account is 1000000000000001, and its bus default.
    @ParameterizedTest
    @CsvSource({
        "1000000000000001, default, a/b",
        "1000000000000001, default, /",
        "1000000000000001, default-2, a",
        "1000000000000001, other, a",
        "10000000000000012, default, a",
        "2, default, default/a",
        "2, b, a"
    })
    void anEventMayBeOfAnotherAccountOrBus(String account, String bus, String id) {
        var event = new EventKey(account, bus, id);

        assertThat(read(delivery("rule", event)).event()).isEqualTo(event);
    }

    @Test
    void theLastHeaderOfANameCounts() {
        Delivery delivery = delivery("rule", "a");
        Headers headers = DeliveryRecords.headersForRetry(delivery, Instant.EPOCH, 1, 5);
        headers.add(DeliveryRecords.DEFERRALS, new byte[] {'7'});

        assertThat(read(delivery, headers).deferrals()).isEqualTo(7);
    }

    @Test
    void aRedriveIsKnownByItsLetterAndLaterByNothing() {
        Delivery again = delivery("rule", "a").redriven(17);
        Headers first = DeliveryRecords.headersForRedrive(again, 3, null);

        assertThat(read(again, first).identity()).isEqualTo(again.id() + "/3");
        assertThat(read(again, DeliveryRecords.headers(again)).identity()).isNull();
    }
}
