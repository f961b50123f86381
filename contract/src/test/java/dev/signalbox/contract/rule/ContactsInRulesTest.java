package dev.signalbox.contract.rule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.contact.Contacts;
import dev.signalbox.contract.contact.Person;
import dev.signalbox.contract.contact.Way;
import dev.signalbox.contract.health.Destination;
import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.match.Route;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.topic.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Rules that name people: what is delivered to follows the account's contacts, and the rule stays
/// as it was written.
class ContactsInRulesTest {
    private static final RuleKey KEY = new RuleKey("1", "default", "r");
    private static final String LI_LEI = "@李雷";

    private final Rulebook book = new Rulebook();

    @BeforeEach
    void writeRule() throws Exception {
        rule(KEY, List.of(LI_LEI, "+8613800000009"));
    }

    private void rule(RuleKey key, List<String> contacts) throws Exception {
        var rule =
                new Rule(
                        key,
                        "",
                        true,
                        Pattern.parse(Json.MAPPER.readTree("{}")),
                        List.of(
                                new Target.Sms(
                                        "t", DeliveryOptions.DEFAULT, contacts, "SMS_1", null)),
                        1,
                        Instant.EPOCH,
                        Instant.EPOCH);
        apply(key.toString(), RuleRecords.write(rule));
    }

    private void contacts(long revision, String number) {
        var person = new Person("李雷", Map.of(Way.SMS, number, Way.EMAIL, "lilei@example.com"));
        apply("1///contacts", RuleRecords.write(Contacts.of(revision, List.of(person))));
    }

    private void apply(String key, byte @Nullable [] value) {
        book.apply(new ConsumerRecord<>(Topic.RULES.topicName(), 0, 0, key.getBytes(UTF_8), value));
    }

    private Rule rule() {
        return Objects.requireNonNull(book.rule(KEY));
    }

    private List<String> deliveredTo() {
        return Route.of(rule()).stops().stream().map(Route.Stop::contact).toList();
    }

    @Test
    void contactsAreReadAsTheyWereWritten() {
        contacts(7, "+8613800000001");

        Contacts read = book.contacts("1");

        assertThat(read.revision()).isEqualTo(7);
        assertThat(read.people().get("李雷"))
                .isEqualTo(
                        new Person(
                                "李雷",
                                Map.of(Way.SMS, "+8613800000001", Way.EMAIL, "lilei@example.com")));
        assertThat(book.contacts("2")).isEqualTo(Contacts.NONE);
        apply("1///contacts", null);
        assertThat(book.contacts("1")).isEqualTo(Contacts.NONE);
    }

    @Test
    void aChangedNumberHoldsForTheRuleAtOnceAndTheRuleStaysAsItWasWritten() {
        byte[] written = RuleRecords.write(rule());
        var told = new ArrayList<String>();
        contacts(1, "+8613800000001");
        book.listen((key, before, after) -> {
            if (before != null && after != null) {
                told.add(before.targets().getFirst().contacts() + ">" + deliveredTo());
            }
        });

        assertThat(deliveredTo()).containsExactly("+8613800000001", "+8613800000009");
        contacts(2, "+8613800000002");

        assertThat(deliveredTo()).containsExactly("+8613800000002", "+8613800000009");
        assertThat(told)
                .containsExactly(
                        "[+8613800000001, +8613800000009]>[+8613800000002, +8613800000009]");
        assertThat(rule().revision()).isEqualTo(1);
        assertThat(RuleRecords.write(rule())).isEqualTo(written);
        assertThat(new String(written, UTF_8)).contains(LI_LEI).doesNotContain("+8613800000001");
    }

    @Test
    void aRuleThatIsReadBeforeItsPeopleIsTheSame() {
        contacts(1, "+8613800000001");
        Rule afterwards = rule();

        var other = new Rulebook();
        other.apply(
                new ConsumerRecord<>(
                        Topic.RULES.topicName(),
                        0,
                        0,
                        "1///contacts".getBytes(UTF_8),
                        RuleRecords.write(book.contacts("1"))));
        other.apply(
                new ConsumerRecord<>(
                        Topic.RULES.topicName(),
                        0,
                        1,
                        KEY.toString().getBytes(UTF_8),
                        RuleRecords.write(afterwards)));

        assertThat(other.rule(KEY)).isEqualTo(afterwards);
    }

    @Test
    void onlyRulesThatNamePeopleOfTheAccountChange() throws Exception {
        rule(new RuleKey("2", "default", "r"), List.of(LI_LEI));
        rule(new RuleKey("1", "default", "raw"), List.of("+8613800000009"));
        var told = new ArrayList<RuleKey>();
        book.listen((key, before, after) -> {
            if (before != null) {
                told.add(key);
            }
        });

        contacts(1, "+8613800000001");
        contacts(2, "+8613800000001");

        assertThat(told).containsExactly(KEY);
    }

    @Test
    void aPersonAndTheirNumberAreOneRecipient() throws Exception {
        rule(KEY, List.of(LI_LEI, "13800000001"));

        contacts(1, "+8613800000001");

        assertThat(deliveredTo()).containsExactly("+8613800000001");
        assertThat(rule().places()).isEqualTo(2);
    }

    @Test
    void whoIsGoneIsADeliveryThatSaysSo() {
        assertThat(deliveredTo()).containsExactly(LI_LEI, "+8613800000009");

        assertThat(Destination.find(book, new HealthBook(), KEY.target("t"), LI_LEI))
                .isEqualTo(
                        new Destination.Gone(
                                "nobody is called '李雷': add the person to the contacts"));
        contacts(1, "+8613800000001");
        assertThat(Destination.find(book, new HealthBook(), KEY.target("t"), "+8613800000001"))
                .isInstanceOf(Destination.Here.class);
        contacts(2, "+8613800000002");
        assertThat(Destination.find(book, new HealthBook(), KEY.target("t"), "+8613800000001"))
                .isEqualTo(new Destination.Gone("the contact was taken out of the target"));
    }

    @Test
    void contactsThatCannotBeReadAreNobody() {
        contacts(1, "+8613800000001");

        assertThatThrownBy(() -> apply("1///contacts", "{\"format\": 9}".getBytes(UTF_8)))
                .hasMessageStartingWith("1///contacts cannot be read: a later version wrote it");

        assertThat(book.contacts("1")).isEqualTo(Contacts.NONE);
        assertThat(book.whyContactsUnreadable("1")).isNotNull();
        assertThat(deliveredTo()).containsExactly(LI_LEI, "+8613800000009");
        assertThatThrownBy(() -> apply("1/x//contacts", new byte[0]))
                .hasMessageContaining("the key is neither account nor");
    }
}
