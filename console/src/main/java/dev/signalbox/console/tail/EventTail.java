package dev.signalbox.console.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.KeptJson;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.PatternVerdict;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.web.call.EventBodies;
import dev.signalbox.web.call.RuleLookup;
import dev.signalbox.web.stream.StreamItem;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The events that a watcher sees, and what rules say to them.
///
/// Rules are looked up for each event, so a watcher follows their changes.
final class EventTail implements TailFilter {
    private final TailQuestion question;
    private final Rulebook rules;
    private final byte[] keyBegin;

    EventTail(TailQuestion question, Rulebook rules) {
        this.question = question;
        this.rules = rules;
        String bus = question.bus();
        keyBegin =
                (bus == null ? question.account() + "/" : question.account() + "/" + bus + "/")
                        .getBytes(UTF_8);
    }

    @Override
    public @Nullable StreamItem see(ConsumerRecord<byte[], byte[]> item) {
        byte @Nullable [] key = item.key();
        byte @Nullable [] event = item.value();
        if (key == null
                || event == null
                || key.length <= keyBegin.length
                || !Arrays.equals(key, 0, keyBegin.length, keyBegin, 0, keyBegin.length)) {
            return null;
        }
        String source = EventHeaders.text(item.headers(), EventHeaders.SOURCE);
        String type = EventHeaders.text(item.headers(), EventHeaders.TYPE);
        if (source == null
                || type == null
                || (question.source() != null && !question.source().equals(source))
                || (question.type() != null && !question.type().equals(type))) {
            return null;
        }
        try {
            if (!fits(question.pattern(), event) || !fits(pattern(question.rule()), event)) {
                return null;
            }
            Pattern judge = pattern(question.why());
            return item(
                    item,
                    EventKey.parse(new String(key, UTF_8)),
                    source,
                    type,
                    judge == null ? null : PatternVerdict.of(judge, event),
                    question.bodies());
        } catch (IOException | IllegalArgumentException e) {
            return null; // no event: the router has rejected it
        }
    }

    private @Nullable Pattern pattern(@Nullable RuleKey rule) {
        return rule == null ? null : RuleLookup.rule(rules, rule).pattern();
    }

    private static boolean fits(@Nullable Pattern pattern, byte[] event) throws IOException {
        return pattern == null || PatternVerdict.of(pattern, event).matches();
    }

    private static StreamItem item(
            ConsumerRecord<byte[], byte[]> item,
            EventKey key,
            String source,
            String type,
            @Nullable PatternVerdict verdict,
            boolean body)
            throws IOException {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", key.id());
        json.put("bus", key.bus());
        json.put("source", source);
        json.put("type", type);
        json.put("accepted", Instant.ofEpochMilli(item.timestamp()).toString());
        json.put("partition", item.partition());
        json.put("offset", item.offset());
        if (verdict != null) {
            json.put("matches", verdict.matches());
            if (!verdict.matches()) {
                json.put("why", verdict.why());
            }
        }
        JsonNode event = KeptJson.read(item.value());
        if (body) {
            json.set("event", event);
        } else {
            EventBodies.hideEvent(json);
            if (verdict != null) {
                EventBodies.hideWhy(json, verdict.path());
            }
        }
        return StreamItem.of("event", json);
    }
}
