package dev.signalbox.web.access;

import dev.signalbox.contract.settings.InvalidSettings;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The access keys in force: those of a file, which is looked at every second.
///
/// One thread looks and replaces the map of keys as a whole; threads that serve requests only read
/// it. A version of the file that cannot be used is logged once and changes nothing. The content is
/// compared, not the time of change: files that are mounted or swapped in by a link keep theirs.
final class KeyRing implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KeyRing.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Path file;
    private final Consumer<Set<String>> whenChanged;
    private final AccessKey unknown = AccessKey.unknown();
    private final Counter reloads;
    private final Gauge broken;
    private volatile Map<String, AccessKey> keys;
    private byte[] inForce;
    private String problem = "";
    private @Nullable Thread watch;

    private KeyRing(Path file, PrometheusRegistry metrics, Consumer<Set<String>> whenChanged) {
        this.file = file;
        this.whenChanged = whenChanged;
        inForce = KeyFile.read(file);
        keys = KeyFile.parse(file, inForce);
        GaugeWithCallback.builder()
                .name("signalbox_access_keys")
                .help("Access keys in force")
                .callback(gauge -> gauge.call(keys.size()))
                .register(metrics);
        reloads =
                Counter.builder()
                        .name("signalbox_access_keys_reloads")
                        .help("Changed files of access keys, taken up or not")
                        .labelNames("result")
                        .register(metrics);
        broken =
                Gauge.builder()
                        .name("signalbox_access_keys_broken")
                        .help("1 while the file of access keys cannot be used and older keys count")
                        .register(metrics);
        warnOfReaders();
    }

    /// Reads the file.
    ///
    /// @throws InvalidSettings when it cannot be used
    static KeyRing read(Path file, PrometheusRegistry metrics, Consumer<Set<String>> whenChanged) {
        return new KeyRing(file, metrics, whenChanged);
    }

    /// Begins to look for changes.
    KeyRing watching() {
        watch = Thread.ofVirtual().name("signalbox-access-keys").start(this::watch);
        return this;
    }

    /// The key of that id; where there is none, one that no caller can have signed with.
    AccessKey find(String id) {
        return keys.getOrDefault(id, unknown);
    }

    /// Whether a key is in force as it was: neither removed nor changed.
    boolean hasStill(AccessKey key) {
        return find(key.id()).isSameAs(key);
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_LOOKS);
                look();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /// Takes the file up if it has changed.
    void look() {
        try {
            byte[] bytes = KeyFile.read(file);
            if (!Arrays.equals(bytes, inForce)) {
                keys = KeyFile.parse(file, bytes);
                inForce = bytes;
                reloads.labelValues("taken").inc();
                whenChanged.accept(keys.keySet());
                log.atInfo()
                        .addKeyValue("keys", keys.size())
                        .log("Took up the changed access keys");
                warnOfReaders();
            }
            problem = "";
            broken.set(0);
        } catch (InvalidSettings e) {
            String found = String.valueOf(e.getMessage());
            if (!found.equals(problem)) {
                problem = found;
                reloads.labelValues("refused").inc();
                broken.set(1);
                log.atError()
                        .addKeyValue("reason", found)
                        .log("The access keys cannot be used; those before them stay in force");
            }
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("Cannot look at the access keys");
        }
    }

    private void warnOfReaders() {
        if (KeyFile.isReadableByOthers(file)) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .log(
                            "Everybody on this machine can read the access keys; chmod o-r mends"
                                    + " that");
        }
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.interrupt();
        }
    }
}
