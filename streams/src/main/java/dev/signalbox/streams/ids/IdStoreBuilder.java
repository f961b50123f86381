package dev.signalbox.streams.ids;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.state.StoreBuilder;

/// Makes [IdStore]s, one for each partition, whose changelog keeps what it has for some time.
public final class IdStoreBuilder implements StoreBuilder<IdStore> {
    private final String name;
    private final int valueBytes;
    private final Duration kept;
    private Map<String, String> logConfig;
    private boolean logged = true;

    /// Makes stores of a name.
    ///
    /// @param valueBytes the size of the value that each id is put with
    /// @param kept for how long an id is of use
    public IdStoreBuilder(String name, int valueBytes, Duration kept) {
        this.name = name;
        this.valueBytes = valueBytes;
        this.kept = kept;
        logConfig =
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(kept.plus(Duration.ofHours(1)).toMillis()));
    }

    @Override
    public IdStore build() {
        return new IdStore(name, valueBytes, kept.toMillis(), logged);
    }

    /// Has no effect: what is put waits for the commit in any case.
    @Override
    public IdStoreBuilder withCachingEnabled() {
        return this;
    }

    /// Has no effect: what is put waits for the commit in any case.
    @Override
    public IdStoreBuilder withCachingDisabled() {
        return this;
    }

    @Override
    public IdStoreBuilder withLoggingEnabled(Map<String, String> config) {
        logged = true;
        logConfig = config;
        return this;
    }

    @Override
    public IdStoreBuilder withLoggingDisabled() {
        logged = false;
        logConfig = Map.of();
        return this;
    }

    @Override
    public Map<String, String> logConfig() {
        return logConfig;
    }

    @Override
    public boolean loggingEnabled() {
        return logged;
    }

    @Override
    public String name() {
        return name;
    }
}
