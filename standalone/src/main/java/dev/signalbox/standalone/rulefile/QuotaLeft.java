package dev.signalbox.standalone.rulefile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.account.Quota;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The number of buses and rules that an account may still add, as a dry run counts them: it asks
/// for each by itself, and the console does not know of the others.
final class QuotaLeft {
    private final int mostBuses;
    private final int mostRules;
    private final Map<String, Integer> rules = new HashMap<>();
    private int buses;

    /// @param quotas as the console answers them
    /// @param buses how many are there, `default` included
    QuotaLeft(JsonNode quotas, int buses) {
        mostBuses = quotas.path(Quota.BUSES.field()).asInt(Integer.MAX_VALUE);
        mostRules = quotas.path(Quota.RULES_PER_BUS.field()).asInt(Integer.MAX_VALUE);
        this.buses = buses - 1;
    }

    /// Takes room for a bus.
    ///
    /// @return why there is none; null when there is
    @Nullable String takeBus() {
        if (buses >= mostBuses) {
            return "with those above it there would be %d buses, and the quota is %d"
                    .formatted(buses + 1, mostBuses);
        }
        buses++;
        return null;
    }

    /// Takes room for a rule of a bus.
    ///
    /// @param there how many the bus has already
    /// @return why there is none; null when there is
    @Nullable String takeRule(String bus, int there) {
        int count = rules.getOrDefault(bus, there);
        if (count >= mostRules) {
            return "with those above it the bus would have %d rules, and the quota is %d"
                    .formatted(count + 1, mostRules);
        }
        rules.put(bus, count + 1);
        return null;
    }
}
