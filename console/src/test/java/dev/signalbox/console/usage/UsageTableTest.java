package dev.signalbox.console.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.usage.MonthlyUsage;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class UsageTableTest {
    private final UsageTable table = new UsageTable();

    @Test
    void aRecordUnderTheKeyOfAnotherAccountIsRefused() {
        table.apply(item("201/2026-12", "201"));

        assertThatThrownBy(() -> table.apply(item("202/2026-12", "201")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("202/2026-12");

        assertThat(table.accounts("2026-12"))
                .extracting(MonthlyUsage::account)
                .containsExactly("201");
    }

    private static ConsumerRecord<byte[], byte[]> item(String key, String account) {
        var usage = new MonthlyUsage(account, "2026-12", 17, 0, 0, Map.of(), Map.of());
        return new ConsumerRecord<>("usage", 0, 0, key.getBytes(UTF_8), usage.toBytes());
    }
}
