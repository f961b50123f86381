package dev.signalbox.console.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.usage.MonthlyUsage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The monthly counters of all accounts, in memory. Safe for use by any thread.
final class UsageTable {
    private final Map<String, MonthlyUsage> months = new ConcurrentHashMap<>();

    /// Applies a record of `signalbox.usage`.
    ///
    /// @throws IllegalArgumentException when it cannot be read; the table stays as it was
    void apply(ConsumerRecord<byte[], byte[]> item) {
        byte @Nullable [] key = item.key();
        byte @Nullable [] value = item.value();
        if (key == null) {
            throw new IllegalArgumentException("the key is missing");
        }
        String name = new String(key, UTF_8);
        if (value == null) {
            months.remove(name);
            return;
        }
        try {
            MonthlyUsage usage = MonthlyUsage.read(value);
            if (!name.equals(MonthlyUsage.key(usage.account(), usage.month()))) {
                throw new IllegalArgumentException(
                        "the usage under %s is of another account or month".formatted(name));
            }
            months.put(name, usage);
        } catch (IOException e) {
            throw new IllegalArgumentException("unreadable usage " + name, e);
        }
    }

    /// Returns the accounts that have usage in a month, in no order.
    List<MonthlyUsage> accounts(String month) {
        return months.values().stream().filter(usage -> usage.month().equals(month)).toList();
    }

    /// Returns the month of an account; zeros where nothing was delivered.
    ///
    /// @param month such as `2026-11`
    MonthlyUsage month(String account, String month) {
        MonthlyUsage usage = months.get(MonthlyUsage.key(account, month));
        return usage == null ? MonthlyUsage.none(account, month) : usage;
    }
}
