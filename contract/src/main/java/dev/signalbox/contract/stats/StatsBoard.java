package dev.signalbox.contract.stats;

import dev.signalbox.contract.settings.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The place where the rooms of a process put the numbers that it publishes: they count what
/// happens by account, and say where the rest is to be asked for.
///
/// Any thread may count; the publisher's thread asks.
public final class StatsBoard {
    /// Accounts that are counted by themselves. What more than these do is counted together:
    /// without access keys a caller may name any account.
    static final int MOST_ACCOUNTS = 10_000;

    private final Map<String, AccountCounters> accounts = new ConcurrentHashMap<>();
    private final AccountCounters others = new AccountCounters();
    private final Map<String, Supplier<List<String>>> rooms = new LinkedHashMap<>();
    private volatile LongSupplier toRoute = () -> 0;
    private volatile Supplier<DeliveryNumbers> deliveries = () -> DeliveryNumbers.NONE;

    private final String process;

    /// The board of a process whose numbers are not published.
    public StatsBoard() {
        this("-");
    }

    private StatsBoard(String process) {
        this.process = process;
    }

    /// The board of this process.
    public static StatsBoard of(Settings settings) {
        return new StatsBoard(ProcessName.of(settings));
    }

    /// The name of the process: host and port.
    public String process() {
        return process;
    }

    /// The counters of an account.
    public AccountCounters of(String account) {
        AccountCounters known = accounts.get(account);
        if (known != null) {
            return known;
        }
        return accounts.size() < MOST_ACCOUNTS
                ? accounts.computeIfAbsent(account, _ -> new AccountCounters())
                : others;
    }

    /// A room of this process.
    ///
    /// @param missing why it is not ready, in words; empty when it is
    public void room(String name, Supplier<List<String>> missing) {
        synchronized (rooms) {
            rooms.put(name, missing);
        }
    }

    /// The room that routes says how many events it has still to route.
    public void routing(LongSupplier toRoute) {
        this.toRoute = toRoute;
    }

    /// The room that delivers says what it has to do.
    public void delivering(Supplier<DeliveryNumbers> deliveries) {
        this.deliveries = deliveries;
    }

    void forEach(BiConsumer<String, AccountCounters> action) {
        accounts.forEach(action);
    }

    long toRoute() {
        return toRoute.getAsLong();
    }

    DeliveryNumbers deliveries() {
        return deliveries.get();
    }

    /// Why each room is not ready, in words; with nothing, it is.
    public Map<String, List<String>> missing() {
        var missing = new LinkedHashMap<String, List<String>>();
        synchronized (rooms) {
            rooms.forEach((name, of) -> missing.put(name, of.get()));
        }
        return missing;
    }
}
