package dev.signalbox.contract.rule;

import dev.signalbox.contract.account.Quotas;
import dev.signalbox.contract.contact.Contacts;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.TopicFollower;
import dev.signalbox.contract.topic.UnreadableRecords;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// All buses, rules and contacts, as a room knows them: `signalbox.rules` read into memory and
/// followed. Its rules have the numbers and addresses of the people that they name; when these
/// change, so do the rules, and keep their revisions.
///
/// Its contents follow from the topic alone, whenever it was read. So a rule whose newest record
/// cannot be read is no rule here any more, even if an older one could be; it is kept apart from
/// one that was never made. A bus is still one then, since its name says all that matters, and an
/// account has the settings' quotas.
///
/// Listeners hear of a change before [#position()] moves past it, all on the one reading thread. A
/// listener that throws neither keeps the change from the others nor undoes it. Everything else may
/// be called by any thread.
public final class Rulebook implements AutoCloseable {
    private final Map<BusKey, Bus> buses = new ConcurrentHashMap<>();
    private final Map<BusKey, RulesOfBus> rules = new ConcurrentHashMap<>();
    private final Map<String, Quotas> quotas = new ConcurrentHashMap<>();
    private final Map<String, Contacts> contacts = new ConcurrentHashMap<>();
    private final UnreadableRules unreadable = new UnreadableRules();
    private final RuleListeners listeners = new RuleListeners();
    private volatile long changes;
    private @Nullable TopicFollower follower;

    /// @param count of those that can be read, which the map itself would have to go through
    private record RulesOfBus(NavigableMap<String, Rule> byName, AtomicInteger count) {
        RulesOfBus() {
            this(new ConcurrentSkipListMap<>(), new AtomicInteger());
        }
    }

    /// A listener to changes of rules.
    @FunctionalInterface
    public interface Listener {
        /// A rule was created (`before` is null), changed, or deleted (`after` is null).
        void changed(RuleKey key, @Nullable Rule before, @Nullable Rule after);
    }

    /// An empty book that follows nothing; records are given by [#apply], as tests do.
    public Rulebook() {}

    /// Reads all rules there are, then follows their topic.
    public static Rulebook follow(Settings settings, UnreadableRecords unreadable) {
        var book = new Rulebook();
        book.follower =
                TopicFollower.start(
                        settings, Topic.RULES, "signalbox-rulebook", unreadable, book::apply);
        return book;
    }

    /// Applies a record of `signalbox.rules`.
    ///
    /// @throws IllegalArgumentException when it cannot be read
    /// @throws RuntimeException what a listener threw
    public synchronized void apply(ConsumerRecord<byte[], byte[]> item) {
        byte @Nullable [] key = item.key();
        if (key == null) {
            throw new IllegalArgumentException("a record without a key cannot be read");
        }
        String name = new String(key, StandardCharsets.UTF_8);
        try {
            apply(name, name.split("/", -1), item.value());
            unreadable.remove(name);
        } catch (Unreadable e) {
            String reason = String.valueOf(e.getMessage());
            unreadable.add(name, reason);
            throw new IllegalArgumentException(name + " cannot be read: " + reason, e);
        } finally {
            changes = changes + 1;
        }
    }

    /// How many records have been applied: as long as it stays the same, so does what the book
    /// says.
    public long changes() {
        return changes;
    }

    /// A record that cannot be read.
    private static final class Unreadable extends Exception {
        @Serial private static final long serialVersionUID = 1;

        Unreadable(String reason, @Nullable Throwable cause) {
            super(reason, cause);
        }
    }

    private void apply(String name, String[] parts, byte @Nullable [] value) throws Unreadable {
        switch (parts.length) {
            case 1 -> applyQuotas(name, value);
            case 2 -> applyBus(new BusKey(parts[0], parts[1]), value);
            case 3 -> applyRule(new RuleKey(parts[0], parts[1], parts[2]), value);
            default -> {
                if (!name.equals(RuleRecords.contactsKey(parts[0]))) {
                    throw new Unreadable(
                            "the key is neither account nor account/bus nor account/bus/rule",
                            null);
                }
                applyContacts(parts[0], value);
            }
        }
    }

    /// The record read, or null for a deletion; whatever is wrong with it, it is unreadable.
    private static <T> @Nullable T read(byte @Nullable [] value, Function<byte[], T> reader)
            throws Unreadable {
        try {
            return value == null ? null : reader.apply(value);
        } catch (IllegalArgumentException e) {
            String reason = e.getMessage();
            throw new Unreadable(reason == null ? "its form is unknown" : reason, e);
        } catch (RuntimeException e) {
            throw new Unreadable("its form is unknown: " + e.getClass().getSimpleName(), e);
        }
    }

    private void applyQuotas(String account, byte @Nullable [] value) throws Unreadable {
        quotas.remove(account);
        @Nullable Quotas found = read(value, RuleRecords::readQuotas);
        if (found != null) {
            quotas.put(account, found);
        }
    }

    private void applyBus(BusKey key, byte @Nullable [] value) throws Unreadable {
        if (value == null) {
            buses.remove(key);
            return;
        }
        buses.put(key, new Bus(key, "", Instant.EPOCH));
        @Nullable Bus bus = read(value, text -> RuleRecords.readBus(key, text));
        if (bus != null) {
            buses.put(key, bus);
        }
    }

    private void applyRule(RuleKey key, byte @Nullable [] value) throws Unreadable {
        @Nullable Rule after = null;
        @Nullable Unreadable unreadable = null;
        try {
            after =
                    read(
                            value,
                            text ->
                                    RuleRecords.readRule(key, text)
                                            .resolved(contacts(key.account())));
        } catch (Unreadable e) {
            unreadable = e;
        }
        RulesOfBus ofBus = rules.computeIfAbsent(key.busKey(), ignored -> new RulesOfBus());
        @Nullable Rule before =
                after == null
                        ? ofBus.byName.remove(key.rule())
                        : ofBus.byName.put(key.rule(), after);
        ofBus.count.addAndGet((after == null ? 0 : 1) - (before == null ? 0 : 1));
        if (before != null || after != null) {
            listeners.changed(key, before, after);
            listeners.throwIfAny();
        }
        if (unreadable != null) {
            throw unreadable;
        }
    }

    /// Gives rules that name people their numbers and addresses anew. Those of contacts that cannot
    /// be read any more are not kept.
    private void applyContacts(String account, byte @Nullable [] value) throws Unreadable {
        @Nullable Contacts found = null;
        @Nullable Unreadable unreadable = null;
        try {
            found = read(value, RuleRecords::readContacts);
        } catch (Unreadable e) {
            unreadable = e;
        }
        Contacts now = found == null ? Contacts.NONE : found;
        contacts.put(account, now);
        rules.forEach((bus, ofBus) -> {
            if (bus.account().equals(account)) {
                ofBus.byName.values().forEach(rule -> replace(ofBus, rule, rule.resolved(now)));
            }
        });
        listeners.throwIfAny();
        if (unreadable != null) {
            throw unreadable;
        }
    }

    private void replace(RulesOfBus ofBus, Rule before, Rule after) {
        if (!after.equals(before)) {
            ofBus.byName.put(after.key().rule(), after);
            listeners.changed(after.key(), before, after);
        }
    }

    /// Adds a listener, which first hears of every rule there is.
    public synchronized void listen(Listener listener) {
        forEach(rule -> listener.changed(rule.key(), null, rule));
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
        RulesOfBus ofBus = rules.get(key.busKey());
        return ofBus == null ? null : ofBus.byName.get(key.rule());
    }

    /// The rules of a bus by name; a view that may change while it is read.
    public Collection<Rule> rules(BusKey key) {
        RulesOfBus ofBus = rules.get(key);
        return ofBus == null ? List.of() : ofBus.byName.values();
    }

    /// How many rules a bus has, those that cannot be read among them.
    public int ruleCount(BusKey key) {
        RulesOfBus ofBus = rules.get(key);
        return (ofBus == null ? 0 : ofBus.count.get()) + unreadableRules(key).size();
    }

    /// Gives every rule of every account to the action.
    public void forEach(Consumer<Rule> action) {
        rules.values().forEach(ofBus -> ofBus.byName.values().forEach(action));
    }

    /// The quotas that were set for an account; none where it has none of its own.
    public Quotas quotas(String account) {
        return quotas.getOrDefault(account, Quotas.NONE);
    }

    /// The people whom an account's rules can name.
    public Contacts contacts(String account) {
        return contacts.getOrDefault(account, Contacts.NONE);
    }

    /// The rules of a bus that cannot be read: name to reason.
    public Map<String, String> unreadableRules(BusKey key) {
        return unreadable.of(key);
    }

    /// Why a rule cannot be read; null for one that can, or that is not there.
    public @Nullable String whyUnreadable(RuleKey key) {
        return unreadable.reason(key.toString());
    }

    /// Why a bus's record cannot be read; null for one that can, or that is not there.
    public @Nullable String whyUnreadable(BusKey key) {
        return unreadable.reason(key.toString());
    }

    /// Why the record of an account's contacts cannot be read; null where it can, or is not there.
    public @Nullable String whyContactsUnreadable(String account) {
        return unreadable.reason(RuleRecords.contactsKey(account));
    }

    /// How many records cannot be read.
    public int unreadable() {
        return unreadable.count();
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
