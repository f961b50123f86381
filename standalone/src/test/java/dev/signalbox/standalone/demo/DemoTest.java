package dev.signalbox.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.standalone.client.Metrics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoTest {
    @ParameterizedTest
    @CsvSource({
        "128, 60, 40, 30, 30, 0, 30, the router has read 100 of 128 events",
        "128, 64, 64, 80, 79, 1, 79, '79 of 80 deliveries arrived, 1 are dead letters'",
        "128, 64, 64, 80, 80, 0, 70, the usage counts 70 of 80 deliveries",
        "128, 65, 64, 80, 80, 0, 80,",
    })
    void whatIsMissingIsSaidInWords(
            long accepted,
            long routed,
            long duplicates,
            long matched,
            long delivered,
            long dead,
            long counted,
            String words) {
        Metrics metrics =
                Metrics.parse(
                        """
                        signalbox_ingest_accepted_total{door="x"} %d
                        signalbox_router_routed_total %d
                        signalbox_router_duplicates_total %d
                        signalbox_router_matched_total %d
                        signalbox_notifier_delivered_total %d
                        signalbox_notifier_dead_total %d
                        """
                                .formatted(accepted, routed, duplicates, matched, delivered, dead));
        assertThat(Demo.missing(metrics, counted)).isEqualTo(words);
    }
}
