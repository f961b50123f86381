package dev.signalbox.console.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.TopicFollower;
import dev.signalbox.contract.usage.MonthlyUsage;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The months' counters of all accounts: `signalbox.usage` read into memory and followed. May be
/// asked by any thread.
public final class UsageTable implements AutoCloseable {
    private final Map<String, MonthlyUsage> months = new ConcurrentHashMap<>();
    private @Nullable TopicFollower follower;

    /// A table that follows nothing; records are given by [#apply], as tests do.
    public UsageTable() {}

    /// Reads all counters there are, then follows them.
    public static UsageTable follow(Settings settings) {
        var table = new UsageTable();
        table.follower =
                TopicFollower.start(settings, Topic.USAGE, "signalbox-console-usage", table::apply);
        return table;
    }

    /// Applies a record of `signalbox.usage`.
    ///
    /// @throws IllegalArgumentException when it cannot be read; what was known stays
    public void apply(ConsumerRecord<byte[], byte[]> item) {
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
            months.put(name, MonthlyUsage.read(value));
        } catch (IOException e) {
            throw new IllegalArgumentException("unreadable usage " + name, e);
        }
    }

    /// The month of an account; zeros where nothing was delivered.
    ///
    /// @param month such as `2026-11`
    MonthlyUsage month(String account, String month) {
        MonthlyUsage usage = months.get(MonthlyUsage.key(account, month));
        return usage == null ? MonthlyUsage.none(account, month) : usage;
    }

    /// Whether the counters are still being followed.
    public boolean following() {
        return follower == null || follower.following();
    }

    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
    }
}
