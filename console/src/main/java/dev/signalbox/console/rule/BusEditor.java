package dev.signalbox.console.rule;

import dev.signalbox.console.change.ChangeQueue;
import dev.signalbox.console.change.ChangeQueue.Decision;
import dev.signalbox.console.change.ChangeQueue.NewRecord;
import dev.signalbox.console.quota.QuotaCheck;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.RuleLookup;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The reading and changing of buses for every API. A change reads the bus, decides and writes in
/// one turn of the [ChangeQueue].
public final class BusEditor {
    /// The most characters of a description.
    public static final int LONGEST_DESCRIPTION = 256;

    private final Rulebook book;
    private final InstantSource clock;
    private final QuotaCheck quotas;
    private final ChangeQueue changes;

    /// The new content of a bus.
    public record BusDraft(String description, Map<String, String> tags) {}

    /// A bus after a change.
    ///
    /// @param created whether it did not exist before
    record WrittenBus(Bus bus, boolean created) {}

    /// The new content of a bus, decided on the current one; decided again when another console
    /// wrote first.
    @FunctionalInterface
    public interface BusEdit {
        /// Returns the new content.
        ///
        /// @param current null when there is none
        /// @throws ApiException when the change is refused
        BusDraft of(@Nullable Bus current);
    }

    BusEditor(RoomContext room, QuotaCheck quotas, ChangeQueue changes) {
        book = room.rules();
        clock = room.clock();
        this.quotas = quotas;
        this.changes = changes;
    }

    /// Returns the bus of that name.
    ///
    /// @throws ApiException 404 when there is none
    public Bus existing(BusKey key) {
        return RuleLookup.bus(book, key);
    }

    /// The buses of an account by name.
    public List<Bus> all(String account) {
        return book.buses(account);
    }

    /// How many rules a bus has.
    int ruleCount(BusKey key) {
        return book.ruleCount(key);
    }

    /// Creates or changes a bus; writes nothing when nothing changes.
    ///
    /// @throws ApiException 409 when the account has too many buses, or as the edit threw it
    public WrittenBus write(BusKey key, BusEdit edit) {
        return changes.make(() -> decide(key, edit));
    }

    /// Returns the bus that writing would produce, by what this console has read; writes nothing.
    ///
    /// @throws ApiException as [#write] would throw it
    WrittenBus preview(BusKey key, BusEdit edit) {
        return decide(key, edit).answer();
    }

    private Decision<WrittenBus> decide(BusKey key, BusEdit edit) {
        Bus current = book.bus(key);
        BusDraft draft = edit.of(current);
        if (current == null) {
            quotas.admit(key);
        }
        Instant created =
                current == null
                        ? clock.instant().truncatedTo(ChronoUnit.MILLIS)
                        : current.created();
        Bus bus = new Bus(key, draft.description(), created, draft.tags());
        NewRecord change =
                new NewRecord(
                        key.toString(), RuleRecords.write(bus), () -> bus.equals(book.bus(key)));
        boolean same = bus.equals(current) && book.whyUnreadable(key) == null;
        return new Decision<>(same ? null : change, new WrittenBus(bus, current == null));
    }

    /// Deletes a bus.
    ///
    /// @throws ApiException 404 when there is none; 409 when it has rules, or is the default bus
    public void delete(BusKey key) {
        if (key.bus().equals(Bus.DEFAULT)) {
            throw new ApiException(
                    409, "EventBusNameInvalid", "The event bus [default] cannot be deleted!");
        }
        changes.make(() -> {
            existing(key);
            int rules = book.ruleCount(key);
            if (rules > 0) {
                throw new ApiException(
                        409,
                        "EventBusRuleNotEmptyForDelete",
                        "The event bus [%s] still has %d rules; delete them first"
                                .formatted(key.bus(), rules));
            }
            return new Decision<>(
                    new NewRecord(key.toString(), null, () -> book.bus(key) == null), key);
        });
    }
}
