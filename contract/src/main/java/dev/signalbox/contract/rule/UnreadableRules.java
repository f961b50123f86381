package dev.signalbox.contract.rule;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// The records of `signalbox.rules` that cannot be read, by key, with the reasons. For any thread.
final class UnreadableRules {
    private final ConcurrentNavigableMap<String, String> reasons = new ConcurrentSkipListMap<>();

    void add(String key, String reason) {
        reasons.put(key, reason);
    }

    void remove(String key) {
        reasons.remove(key);
    }

    @Nullable String reason(String key) {
        return reasons.get(key);
    }

    int count() {
        return reasons.size();
    }

    /// The rules of a bus: name to reason.
    Map<String, String> of(BusKey bus) {
        String under = bus + "/";
        var found = new TreeMap<String, String>();
        for (var item : reasons.tailMap(under).entrySet()) {
            if (!item.getKey().startsWith(under)) {
                break;
            }
            String name = item.getKey().substring(under.length());
            if (name.indexOf('/') < 0) {
                found.put(name, item.getValue());
            }
        }
        return found;
    }
}
