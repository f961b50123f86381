package dev.signalbox.notifier.connectivity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.web.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;

/// The deliveries by which targets are tried: of an event that says that it is a test, to one
/// contact, who gets no more than one in a minute. For any thread.
final class TestDeliveries {
    private static final Duration APART = Duration.ofMinutes(1);
    private static final int REMEMBERED = 1_000;
    private static final String TYPE = "signalbox:Test";
    private static final String SOURCE = "signalbox";

    /// By contact, the time of its last test; the earliest comes first.
    private final SequencedMap<String, Instant> last = new LinkedHashMap<>();

    /// A delivery to a target.
    ///
    /// @param contact empty for a target without contacts
    /// @throws ApiException 429 where the contact got a test within the last minute
    Delivery make(TargetKey target, String contact, Instant now) {
        if (!contact.isEmpty()) {
            limit(target.account() + " " + contact, now);
        }
        String id = "test-" + UUID.randomUUID();
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.put("specversion", "1.0")
                .put("id", id)
                .put("source", SOURCE)
                .put("type", TYPE)
                .put("time", now.toString())
                .put("subject", target.toString())
                .put("datacontenttype", "application/json")
                .put("aliyunaccountid", target.account())
                .put("aliyuneventbusname", target.bus());
        event.putObject("data").put("message", "Test message from Signalbox");
        return new Delivery(
                id,
                target,
                contact,
                new EventKey(target.account(), target.bus(), id),
                SOURCE,
                TYPE,
                now,
                0,
                0,
                List.of(),
                "",
                false,
                event.toString().getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void limit(String contact, Instant now) {
        Instant before = last.get(contact);
        Duration since = before == null ? APART : Duration.between(before, now);
        if (since.compareTo(APART) < 0) {
            throw new ApiException(
                    429,
                    "TooManyTests",
                    "this contact got a test within the last minute; try again later",
                    APART.minus(since));
        }
        last.putLast(contact, now);
        if (last.size() > REMEMBERED) {
            last.pollFirstEntry();
        }
    }
}
