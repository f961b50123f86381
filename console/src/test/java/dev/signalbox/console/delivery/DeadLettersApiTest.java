package dev.signalbox.console.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.ConsoleRig.Answer;
import dev.signalbox.console.LogConsumer;
import dev.signalbox.console.MemoryLog;
import dev.signalbox.contract.delivery.Attempt;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.RedriveMark;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.usage.MonthlyUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLettersApiTest {
    private static final String ACCOUNT = "1000000000000001";
    private static final String LETTERS = "/api/dead-letters";
    private static final String TOPIC = "signalbox.dead-letters";
    private static final Instant BEGIN = ConsoleRig.NOW.minus(Duration.ofHours(1));

    @TempDir private Path data;
    private ConsoleRig rig;
    private LogConsumer.Topics topics;
    private int seconds;

    @BeforeEach
    void start() {
        rig = new ConsoleRig(new MemoryLog(), data);
        topics = rig.topics();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private void rule(String name) {
        String rule =
                """
                {"pattern": {}, "targets": [{"id": "hook", "type": "http",
                  "url": "https://ops.example.com/"}]}\
                """;
        assertThat(rig.put("/api/buses/default/rules/" + name, rule).status()).isEqualTo(201);
    }

    private static Delivery delivery(String account, String rule, String event) {
        var key = new EventKey(account, "default", event);
        var target = new TargetKey(account, "default", rule, "hook");
        return new Delivery(
                DeliveryId.of(key, target, null),
                target,
                "",
                key,
                "my.shop",
                "order:created",
                BEGIN.minusSeconds(60),
                7,
                0,
                List.of(
                        new Attempt(1, BEGIN.minusSeconds(30), 500, "answered 500: no"),
                        new Attempt(2, BEGIN.minusSeconds(20), 500, "answered 500: no"),
                        new Attempt(3, BEGIN.minusSeconds(10), 0, "no connection")),
                "",
                false,
                "{\"id\":\"%s\",\"data\":{\"amount\":1.10}}".formatted(event).getBytes(UTF_8));
    }

    /// A delivery dies.
    private RecordMetadata dies(Delivery delivery, Instant at) {
        return topics.append(
                TOPIC,
                delivery.target().toString(),
                at.toEpochMilli(),
                DeliveryRecords.headers(delivery),
                new String(delivery.body(), UTF_8));
    }

    private String dies(String rule, String event, int second) {
        Delivery delivery = delivery(ACCOUNT, rule, event);
        dies(delivery, BEGIN.plusSeconds(second));
        return delivery.id();
    }

    @Test
    void deadLettersThatCannotBeReadAreLeftOutAndCounted() {
        String kept = dies("r", "kept", 1);
        Delivery broken = delivery(ACCOUNT, "r", "broken");
        Headers headers = DeliveryRecords.headers(broken);
        headers.remove(DeliveryRecords.ACCEPTED);
        headers.add(DeliveryRecords.ACCEPTED, "soon".getBytes(UTF_8));
        topics.append(TOPIC, broken.target().toString(), BEGIN.toEpochMilli(), headers, "{}");

        JsonNode list = rig.get(LETTERS).body();

        assertThat(list.path("deadLetters")).hasSize(1);
        assertThat(list.path("deadLetters").path(0).path("id").asText()).isEqualTo(kept);
        assertThat(rig.unreadable(Topic.DEAD_LETTERS)).isEqualTo(1);
    }

    private void mark(Delivery delivery, long offset, Instant at) {
        topics.append(
                TOPIC,
                delivery.target().toString(),
                at.toEpochMilli(),
                new RedriveMark(delivery.id(), offset, at).headers(),
                null);
    }

    /// Copies the written records to the topic, as Kafka would.
    private List<Delivery> written() {
        var deliveries = new ArrayList<Delivery>();
        for (ProducerRecord<byte[], byte[]> item : rig.producer().history()) {
            if (item.topic().equals(TOPIC)) {
                RecordMetadata at =
                        topics.append(
                                TOPIC,
                                new String(item.key(), UTF_8),
                                ConsoleRig.NOW.toEpochMilli(),
                                item.headers(),
                                null);
                assertThat(at.partition()).isEqualTo(item.partition());
            } else {
                assertThat(item.topic()).isEqualTo("signalbox.deliveries");
                deliveries.add(
                        DeliveryRecords.read(item.key(), item.value(), item.headers()).delivery());
            }
        }
        rig.producer().clear();
        return deliveries;
    }

    private Answer redrive(String order) {
        return rig.send("POST", LETTERS + "/redrive", order.replace('\'', '"'));
    }

    private static List<String> told(JsonNode list, String pointer) {
        var values = new ArrayList<String>();
        list.forEach(item -> values.add(item.at(pointer).asText()));
        return values;
    }

    private List<String> listed(String query) {
        Answer answer = rig.get(LETTERS + query);
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        return told(answer.body().path("deadLetters"), "/event/id");
    }

    private void eachPollTakesASecond() {
        topics.atPoll(() -> {
            seconds++;
            rig.now(ConsoleRig.NOW.plusSeconds(seconds));
        });
    }

    @Test
    void lettersComeNewestFirstPageByPageEachOnce() {
        var expected = new ArrayList<String>();
        for (int i = 0; i < 60; i++) {
            dies("r" + i % 7, "e" + i, i);
            dies(delivery("2", "r" + i % 7, "other" + i), BEGIN.plusSeconds(i));
            expected.addFirst("e" + i);
        }
        topics.atOnce(7);

        var seen = new ArrayList<String>();
        String next = "";
        do {
            Answer page = rig.get(LETTERS + "?limit=9&next=" + next);
            seen.addAll(told(page.body().path("deadLetters"), "/event/id"));
            next = page.body().path("next").asText();
            dies("r1", "late" + seen.size(), 100);
        } while (!next.isEmpty());

        assertThat(seen).isEqualTo(expected);
        assertThat(listed("?account=2&limit=3")).containsExactly("other59", "other58", "other57");
    }

    @Test
    void lettersAreNarrowedDownByRuleTargetAndTime() {
        dies(delivery(ACCOUNT, "r1", "old"), ConsoleRig.NOW.minus(Duration.ofDays(8)));
        dies("r1", "a", 1);
        dies("r2", "b", 2);
        dies("r1", "c", 3);

        assertThat(listed("?rule=r1")).containsExactly("c", "a");
        assertThat(listed("?bus=default&rule=r2&target=hook")).containsExactly("b");
        assertThat(listed("?id=" + delivery(ACCOUNT, "r1", "a").id())).containsExactly("a");
        assertThat(listed("?id=dlv_x")).isEmpty();
        assertThat(listed("?target=other")).isEmpty();
        assertThat(listed("?bus=mine")).isEmpty();
        assertThat(listed("?from=" + BEGIN.plusSeconds(2) + "&to=" + BEGIN.plusSeconds(2)))
                .containsExactly("b");
        assertThat(listed("?rule=r1&from=" + BEGIN.minus(Duration.ofDays(9)).toEpochMilli()))
                .containsExactly("c", "a", "old");
    }

    @Test
    void aLetterIsToldWithItsEventAndEveryAttempt() {
        rule("r1");
        String id = dies("r1", "a", 1);

        JsonNode letter = rig.get(LETTERS + "/" + id).body();

        assertThat(letter.at("/event/data/amount").asText()).isEqualTo("1.10");
        assertThat(told(letter.path("attempts"), "/reason"))
                .containsExactly("answered 500: no", "answered 500: no", "no connection");
        assertThat(told(letter.path("attempts"), "/number")).containsExactly("1", "2", "3");
        assertThat(letter.path("ruleExists").asBoolean()).isTrue();
        assertThat(letter.has("gone")).isFalse();
        assertThat(letter.path("died").asText()).isEqualTo(BEGIN.plusSeconds(1).toString());
        assertThat(rig.get(LETTERS + "/" + id + "?account=2").code())
                .isEqualTo("DeadLetterNotExist");
    }

    @Test
    void aLetterOfAReplayNamesItsReplayContactAndRevision() {
        var key = new EventKey(ACCOUNT, "default", "e");
        var target = new TargetKey(ACCOUNT, "default", "r1", "texts");
        dies(
                new Delivery(
                        DeliveryId.of(key, "", target, "+8613800000000", "rpl_1"),
                        target,
                        "+8613800000000",
                        key,
                        "my.shop",
                        "order:created",
                        BEGIN,
                        7,
                        5,
                        List.of(),
                        "rpl_1",
                        false,
                        "{}".getBytes(UTF_8)),
                BEGIN);

        JsonNode letter = rig.get(LETTERS).body().at("/deadLetters/0");

        assertThat(letter.path("replay").asText()).isEqualTo("rpl_1");
        assertThat(letter.path("contact").asText()).isEqualTo("+8613800000000");
        assertThat(letter.path("revision").asLong()).isEqualTo(5);
    }

    @Test
    void aRedriveSendsTheDeliveryUnderItsIdAndMarksTheLetter() {
        rule("r1");
        rule("r2");
        String a = dies("r1", "a", 1);
        String b = dies("r1", "b", 2);
        dies("r2", "c", 3);

        Answer answer = redrive("{'rule': 'r1'}");

        assertThat(answer.body().path("redriven").asInt()).isEqualTo(2);
        assertThat(answer.body().path("more").asBoolean()).isFalse();
        assertThat(answer.body().path("requestId").asText())
                .isEqualTo(answer.header("x-acs-request-id"));
        List<Delivery> sent = written();
        assertThat(sent).extracting(Delivery::id).containsExactly(a, b);
        assertThat(sent).allMatch(Delivery::redrive).allMatch(one -> one.attempts().isEmpty());
        assertThat(listed("")).containsExactly("c");
        assertThat(listed("?state=all")).containsExactly("c", "b", "a");
        assertThat(redrive("{'rule': 'r1'}").body().path("redriven").asInt()).isZero();
        assertThat(written()).isEmpty();
        assertThat(redrive("{'ids': ['%s']}".formatted(a)).body().at("/skipped/0/reason").asText())
                .isEqualTo("was sent again at %s and has not died since".formatted(ConsoleRig.NOW));
        assertThat(redrive("{'ids': ['%s'], 'again': true}".formatted(a)).body().path("redriven"))
                .hasToString("1");
        assertThat(written()).extracting(Delivery::id).containsExactly(a);
    }

    /// As two consoles do: the second orders before it can see the mark of the first.
    @Test
    void twoRedrivesOfALetterAtOnceSendTheSameAndOneMoreThatIsAskedForSendsAnother() {
        rule("r1");
        String a = dies("r1", "a", 1);
        redrive("{'rule': 'r1'}");
        String first = identitySent();
        rig.producer().clear();

        redrive("{'rule': 'r1'}");
        String second = identitySent();
        written();
        redrive("{'ids': ['%s'], 'again': true}".formatted(a));

        assertThat(first).startsWith(a + "/").isEqualTo(second).isNotEqualTo(identitySent());
    }

    /// By what a notifier knows the delivery that was sent.
    private @Nullable String identitySent() {
        ProducerRecord<byte[], byte[]> item = rig.producer().history().getFirst();
        return DeliveryRecords.read(item.key(), item.value(), item.headers()).identity();
    }

    @Test
    void whatDiedAgainBeforeItsMarkWasWrittenIsADeadLetter() {
        Delivery delivery = delivery(ACCOUNT, "r1", "a");
        RecordMetadata first = dies(delivery, BEGIN);
        dies(delivery.redriven(0), BEGIN.plusSeconds(1));
        mark(delivery, first.offset(), BEGIN.plusSeconds(2));

        assertThat(listed("")).containsExactly("a");
        assertThat(told(rig.get(LETTERS + "?state=all").body().path("deadLetters"), "/state"))
                .containsExactly("dead", "redriven");
    }

    @Test
    void aDeathThatWasWrittenTwiceIsOneLetter() {
        rule("r1");
        dies("r1", "a", 1);
        dies("r1", "a", 2);

        assertThat(listed("?state=all")).containsExactly("a");
        assertThat(redrive("{'rule': 'r1'}").body().path("redriven").asInt()).isEqualTo(1);
        assertThat(written()).hasSize(1);
        assertThat(listed("")).isEmpty();
    }

    @Test
    void noMoreThanTheLimitIsSentAndTheRestIsForTheNextTime() {
        rule("r1");
        for (int i = 0; i < 25; i++) {
            dies("r1", "e" + i, i);
        }
        var sent = new ArrayList<String>();
        var more = new ArrayList<Boolean>();
        for (int i = 0; i < 3; i++) {
            JsonNode answer = redrive("{'rule': 'r1', 'limit': 10}").body();
            more.add(answer.path("more").asBoolean());
            List<Delivery> batch = written();
            assertThat(batch).hasSize(answer.path("redriven").asInt());
            batch.forEach(one -> sent.add(one.event().id()));
        }

        assertThat(more).containsExactly(true, true, false);
        assertThat(sent).hasSize(25).doesNotHaveDuplicates();
        assertThat(sent.subList(0, 3)).containsExactly("e15", "e16", "e17");
    }

    @Test
    void whatCannotArriveIsNotSentButNamedWithTheReason() {
        rule("r1");
        String gone = dies("gone", "a", 1);
        String here = dies("r1", "b", 2);

        JsonNode answer = redrive("{'ids': ['%s', '%s', 'dlv_x']}".formatted(gone, here)).body();

        assertThat(answer.path("redriven").asInt()).isEqualTo(1);
        assertThat(answer.path("skippedInAll").asInt()).isEqualTo(1);
        assertThat(answer.at("/skipped/0/id").asText()).isEqualTo(gone);
        assertThat(answer.at("/skipped/0/reason").asText()).isEqualTo("the rule was deleted");
        assertThat(told(answer.path("notFound"), "")).containsExactly("dlv_x");
        written();
        assertThat(listed("")).containsExactly("a");
    }

    @Test
    void aDryRunSaysWhatWouldBeSentAndWhatItCostsAndSendsNothing() {
        rule("r1");
        rule("r2");
        String a = dies("r1", "a", 1);
        dies("r1", "b", 2);
        dies("r2", "c", 3);
        dies("gone", "d", 4);
        redrive("{'ids': ['%s']}".formatted(a));
        written();
        rig.used(
                new MonthlyUsage(
                        ACCOUNT, "2026-12", 499, 0, 0, Map.of("default/r1", 499L), Map.of()));

        JsonNode plan = plan("{'bus': 'default'}");

        assertThat(plan)
                .isEqualTo(
                        ConsoleRig.json(
                                """
                                {"dryRun": true, "notifications": 2, "more": false, "costUsd": "0.001",
                                 "byTarget": [
                                   {"bus": "default", "rule": "r1", "target": "hook", "channel": "http", "notifications": 1},
                                   {"bus": "default", "rule": "r2", "target": "hook", "channel": "http", "notifications": 1}],
                                 "skippedInAll": 1,
                                 "skippedBy": [{"reason": "the rule was deleted", "count": 1}]}
                                """));
        assertThat(written()).isEmpty();
        assertThat(listed("")).containsExactly("d", "c", "b");
        assertThat(plan("{'ids': ['%s', 'dlv_x']}".formatted(a)))
                .isEqualTo(
                        ConsoleRig.json(
                                """
                                {"dryRun": true, "notifications": 0, "more": false, "costUsd": "0.000",
                                 "byTarget": [], "notFound": ["dlv_x"], "skippedInAll": 1,
                                 "skippedBy": [{"reason": "was sent again and has not died since", "count": 1}]}
                                """));
        assertThat(plan("{'bus': 'default', 'limit': 1}").path("more").asBoolean()).isTrue();
    }

    private JsonNode plan(String order) {
        return rig.send("POST", LETTERS + "/redrive?dryRun=true", order.replace('\'', '"')).body();
    }

    @Test
    void anAccountRedrivesItsOwnLettersAlone() {
        rule("r1");
        Delivery other = delivery("2", "r1", "a");
        dies(other, BEGIN);

        JsonNode answer = redrive("{'ids': ['%s']}".formatted(other.id())).body();

        assertThat(told(answer.path("notFound"), "")).containsExactly(other.id());
        assertThat(redrive("{'rule': 'r1'}").body().path("redriven").asInt()).isZero();
        assertThat(written()).isEmpty();
    }

    @Test
    void whatKafkaDoesNotTakeIsNotMarked() {
        rule("r1");
        dies("r1", "a", 1);
        rig.producer().sendException = new TimeoutException("no answer");

        Answer answer = redrive("{'rule': 'r1'}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        rig.producer().sendException = null;
        assertThat(written()).isEmpty();
        assertThat(listed("")).containsExactly("a");
    }

    @Test
    void aSearchWhoseTimeIsOverSaysSoAndNeverThatThereIsNothing() {
        String id = dies("r1", "a", 1);
        for (int i = 0; i < 3_000; i++) {
            dies(delivery("2", "r1", "x"), BEGIN.plusSeconds(2));
        }
        topics.atOnce(100);
        eachPollTakesASecond();

        assertThat(rig.get(LETTERS + "/" + id + "?bus=default&rule=r1").code())
                .isEqualTo("DeadLettersTooMany");
        assertThat(redrive("{'ids': ['%s']}".formatted("dlv_x")).code())
                .isEqualTo("DeadLettersTooMany");
        assertThat(rig.get(LETTERS).message()).contains("within 4 seconds");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | body: must say which dead letters: at least one of ids, bus, rule, target,"
                        + " from, to",
                "[] | the body must be a JSON object",
                "{'ids': 'x'} | ids: must be a list of 1 to 1,000 delivery ids",
                "{'ids': []} | ids: must be a list of 1 to 1,000 delivery ids",
                "{'ids': [7]} | ids[0]: must be a delivery id",
                "{'rule': 'a b'} | rule: must be 1 to 127 letters",
                "{'bus': ''} | bus: must be 1 to 127 letters",
                "{'from': 'yesterday'} | from: must be a time such as 2026-11-21T04:00:00Z",
                "{'from': 2, 'to': 1} | from: is after to, 1970-01-01T00:00:00.001Z",
                "{'rule': 'a', 'limit': 0} | limit: must be a whole number from 1 to 10000",
                "{'rule': 'a', 'limit': 10001} | limit: must be a whole number from 1 to 10000",
                "{'rule': 'a', 'again': true} | again: is allowed only together with ids",
                "{'rules': 'a'} | rules: there is no such field"
            })
    void whatIsWrongWithAnOrderIsNamed(String order, String reason) {
        Answer answer = redrive(order);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?from=soon | from: must be a time such as",
                "?from=2&to=1 | from: is after to",
                "?limit=1001 | limit: must be a whole number from 1 to 1000",
                "?limit=x | limit: must be a whole number from 1 to 1000",
                "?next=x | next: must be the token of an earlier page of the same question",
                "?state=redriven | state: must be dead or all",
                "?rule=a%20b | rule: must be 1 to 127 letters",
                "?acount=2 | acount: there is no such query parameter"
            })
    void whatIsWrongWithAQuestionIsNamed(String query, String reason) {
        Answer answer = rig.get(LETTERS + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(Objects.requireNonNull(answer.message())).contains(reason);
    }
}
