package dev.signalbox.contract.rule;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.TopicFollower;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// All buses and rules, as a room knows them: `signalbox.rules` read into memory and followed.
///
/// A change is told to listeners before [#position()] moves past it, all on the one reading thread.
/// A listener that throws neither keeps the change from the others nor undoes it. Everything else
/// may be called by any thread.
public final class Rulebook implements AutoCloseable {
    private final Map<BusKey, Bus> buses = new ConcurrentHashMap<>();
    private final Map<BusKey, ConcurrentSkipListMap<String, Rule>> rules =
            new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private @Nullable TopicFollower follower;

    /// Is told of each change of a rule.
    @FunctionalInterface
    public interface Listener {
        /// A rule was created (`before` is null), changed, or deleted (`after` is null).
        void changed(RuleKey key, @Nullable Rule before, @Nullable Rule after);
    }

    /// An empty book that follows nothing; records are given by [#apply], as tests do.
    public Rulebook() {}

    /// Reads all rules there are, then follows their topic.
    public static Rulebook follow(Settings settings) {
        var book = new Rulebook();
        book.follower =
                TopicFollower.start(settings, Topic.RULES, "signalbox-rulebook", book::apply);
        return book;
    }

    /// Applies a record of `signalbox.rules`.
    ///
    /// @throws IllegalArgumentException when it cannot be read; the rule it names then stays as it
    ///   was
    /// @throws RuntimeException what a listener threw
    public synchronized void apply(ConsumerRecord<byte[], byte[]> item) {
        byte @Nullable [] text = item.key();
        String[] key =
                text == null
                        ? new String[0]
                        : new String(text, StandardCharsets.UTF_8).split("/", -1);
        byte @Nullable [] value = item.value();
        switch (key.length) {
            case 2 -> applyBus(new BusKey(key[0], key[1]), value);
            case 3 -> applyRule(new RuleKey(key[0], key[1], key[2]), value);
            default ->
                    throw new IllegalArgumentException(
                            "the key is neither account/bus nor account/bus/rule");
        }
    }

    private void applyBus(BusKey key, byte @Nullable [] value) {
        if (value == null) {
            buses.remove(key);
        } else {
            buses.put(key, RuleRecords.readBus(key, value));
        }
    }

    private void applyRule(RuleKey key, byte @Nullable [] value) {
        var ofBus = rules.computeIfAbsent(key.busKey(), ignored -> new ConcurrentSkipListMap<>());
        @Nullable Rule after = value == null ? null : RuleRecords.readRule(key, value);
        @Nullable Rule before =
                after == null ? ofBus.remove(key.rule()) : ofBus.put(key.rule(), after);
        if (before != null || after != null) {
            tell(key, before, after);
        }
    }

    private void tell(RuleKey key, @Nullable Rule before, @Nullable Rule after) {
        RuntimeException failure = null;
        for (Listener listener : listeners) {
            try {
                listener.changed(key, before, after);
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /// Adds a listener, and tells it of every rule there is.
    public synchronized void listen(Listener listener) {
        rules.values()
                .forEach(ofBus ->
                        ofBus.values().forEach(rule -> listener.changed(rule.key(), null, rule)));
        listeners.add(listener);
    }

    /// The bus, or null; `default` exists for every account.
    public @Nullable Bus bus(BusKey key) {
        Bus bus = buses.get(key);
        return bus == null && key.bus().equals(Bus.DEFAULT) ? Bus.defaultOf(key.account()) : bus;
    }

    /// The account's buses by name, `default` among them.
    public List<Bus> buses(String account) {
        var names = new ConcurrentSkipListMap<String, Bus>();
        names.put(Bus.DEFAULT, Bus.defaultOf(account));
        buses.forEach((key, bus) -> {
            if (key.account().equals(account)) {
                names.put(key.bus(), bus);
            }
        });
        return new ArrayList<>(names.values());
    }

    /// The rule, or null.
    public @Nullable Rule rule(RuleKey key) {
        var ofBus = rules.get(key.busKey());
        return ofBus == null ? null : ofBus.get(key.rule());
    }

    /// The rules of a bus by name; a view that may change while it is read.
    public Collection<Rule> rules(BusKey key) {
        var ofBus = rules.get(key);
        return ofBus == null ? List.of() : ofBus.values();
    }

    /// How far the topic has been read: the next offset.
    public long position() {
        return follower == null ? 0 : follower.position();
    }

    /// Waits until the topic has been read that far.
    ///
    /// @return whether it has within the time
    public boolean awaitPosition(long position, Duration patience) throws InterruptedException {
        return follower == null || follower.awaitPosition(position, patience);
    }

    /// Whether changes are still being followed; once false, it stays so.
    public boolean following() {
        return follower == null || follower.following();
    }

    /// Stops following.
    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
    }
}
