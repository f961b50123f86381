package dev.signalbox.router;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.state.StoreBuilder;

/// Makes [SeenStore]s, one for each partition, whose changelog keeps what it has for some time.
final class SeenStoreBuilder implements StoreBuilder<SeenStore> {
    private final String name;
    private Map<String, String> logConfig;
    private boolean logged = true;

    /// @param kept how long a first sight is of use
    SeenStoreBuilder(String name, Duration kept) {
        this.name = name;
        logConfig =
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(kept.plus(Duration.ofHours(1)).toMillis()));
    }

    @Override
    public SeenStore build() {
        return new SeenStore(name, logged);
    }

    /// Has no effect: what is put waits for the commit in any case.
    @Override
    public SeenStoreBuilder withCachingEnabled() {
        return this;
    }

    /// Has no effect: what is put waits for the commit in any case.
    @Override
    public SeenStoreBuilder withCachingDisabled() {
        return this;
    }

    @Override
    public SeenStoreBuilder withLoggingEnabled(Map<String, String> config) {
        logged = true;
        logConfig = config;
        return this;
    }

    @Override
    public SeenStoreBuilder withLoggingDisabled() {
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
