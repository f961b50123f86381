package dev.signalbox.console.contact;

import static dev.signalbox.console.ConsoleRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.console.ConsoleFixture;
import dev.signalbox.console.ConsoleRig.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContactsApiTest extends ConsoleFixture {
    private static final String CONTACTS = "/api/contacts";
    private static final String RULE = "/api/buses/default/rules/failed-jobs";
    private static final String PEOPLE =
            """
            {"contacts": [
              {"name": "李雷", "sms": "+8613800000001", "voice": "13800000001", "email": "lilei@example.com"},
              {"name": "Han Meimei", "email": "hmm@example.com"}]}\
            """;

    private Answer put(String people, String... headers) {
        return rig.put(CONTACTS, people.replace('\'', '"'), headers);
    }

    private Answer rule(String contacts) {
        return rig.put(
                RULE,
                """
                {"pattern": {}, "targets": [
                  {"id": "mail", "type": "email", "contacts": ["ops@example.com"]},
                  {"id": "texts", "type": "sms", "template": "SMS_1", "contacts": %s}]}\
                """
                        .formatted(contacts));
    }

    @Test
    void peopleAreKeptByNameAndAChangeHasARevision() {
        assertThat(rig.get(CONTACTS).body()).isEqualTo(json("{\"revision\": 0, \"contacts\": []}"));

        Answer written = put(PEOPLE, "If-Match", "0");

        assertThat(written.status()).isEqualTo(200);
        assertThat(written.header("ETag")).isEqualTo("\"1\"");
        assertThat(written.body())
                .isEqualTo(
                        json(
                                """
                                {"revision": 1, "contacts": [
                                  {"name": "Han Meimei", "email": "hmm@example.com"},
                                  {"name": "李雷", "sms": "+8613800000001", "voice": "13800000001",
                                   "email": "lilei@example.com"}]}\
                                """));
        assertThat(rig.get(CONTACTS).body()).isEqualTo(written.body());
        assertThat(rig.get(CONTACTS + "?account=2").body().path("contacts")).isEmpty();
        int records = log.size();
        assertThat(rig.put(CONTACTS, written.body()).header("ETag")).isEqualTo("\"1\"");
        assertThat(log.size()).isEqualTo(records);
        assertThat(put("{'contacts': []}", "If-Match", "0").message())
                .isEqualTo("the list of contacts has revision 1, and If-Match asks for 0");
        assertThat(put("{'contacts': []}", "If-Match", "\"1\"").body())
                .isEqualTo(json("{\"revision\": 2, \"contacts\": []}"));
    }

    @Test
    void aRuleNamesPeopleAndReadsBackWithTheNames() {
        put(PEOPLE);

        Answer written = rule("[\"@李雷\", \"+8613800000009\"]");

        assertThat(written.status()).isEqualTo(201);
        assertThat(written.body().at("/targets/1/contacts"))
                .isEqualTo(json("[\"@李雷\", \"+8613800000009\"]"));
        assertThat(rig.get(RULE).body()).isEqualTo(written.body());
        assertThat(rig.put(RULE, written.body()).body().path("revision").asInt()).isEqualTo(1);
        put(PEOPLE.replace("+8613800000001", "+8613800000002"));
        assertThat(rig.put(RULE, written.body()).body().path("revision").asInt()).isEqualTo(1);
        assertThat(rig.post(RULE + "/disable").body().at("/targets/1/contacts/0").asText())
                .isEqualTo("@李雷");
    }

    @Test
    void whoeverIsNotThereOrNotReachedInThatWayIsRefusedWithTheReason() {
        put(PEOPLE);

        Answer answer = rule("[\"@Nobody\", \"@Han Meimei\", \"@\"]");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message())
                .isEqualTo(
                        "targets[1].contacts[2]: must name a person by an @ and 1 to 64 characters"
                                + " without blanks at the ends");
        assertThat(rule("[\"@Nobody\", \"@Han Meimei\", \"@李雷\"]").message())
                .isEqualTo(
                        "targets[1].contacts[0]: nobody is called 'Nobody': add the person to the"
                                + " contacts; targets[1].contacts[1]: 'Han Meimei' has no sms: add"
                                + " it to the contacts");
        assertThat(rig.get(RULE).status()).isEqualTo(404);
    }

    @Test
    void whomARuleNeedsIsNotDeleted() {
        put(PEOPLE);
        rule("[\"@李雷\"]");

        Answer gone = put("{'contacts': []}");

        assertThat(gone.status()).isEqualTo(409);
        assertThat(gone.code()).isEqualTo("ContactInUse");
        assertThat(gone.message()).isEqualTo("'李雷' is needed by the rules default/failed-jobs");
        assertThat(put("{'contacts': [{'name': '李雷', 'voice': '13800000001'}]}").message())
                .isEqualTo("the sms of '李雷' is needed by the rules default/failed-jobs");
        assertThat(put("{'contacts': [{'name': '李雷', 'sms': '13800000001'}]}").status())
                .isEqualTo(200);
        rig.delete(RULE);
        assertThat(put("{'contacts': []}").status()).isEqualTo(200);
    }

    @Test
    void everyNamedPersonCountsInTheQuota() {
        put(PEOPLE);

        assertThat(rule("[\"@李雷\", \"1\", \"2\"]").status()).isEqualTo(400);
        assertThat(
                        rule("[\"@李雷\", \"13800000002\", \"13800000003\","
                                        + " \"13800000004\", \"13800000005\"]")
                                .code())
                .isEqualTo("EventTargetCountExceedLimit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | the body must be a JSON object",
                "{} | contacts: is missing",
                "{'contacts': 7} | contacts: must be an array of at most 1,000 people",
                "{'contacts': ['a']} | contacts[0]: must be an object",
                "{'contacts': [{'sms': '13800000001'}]} | contacts[0].name: is missing",
                "{'contacts': [{'name': ' a'}]} | contacts[0].name: must have 1 to 64 characters",
                "{'contacts': [{'name': 'a', 'sms': '1'}]} | contacts[0].sms: must be a phone number",
                "{'contacts': [{'name': 'a', 'voice': '+85291234567'}]} | contacts[0].voice: must be a phone number of mainland China",
                "{'contacts': [{'name': 'a', 'email': '@a'}]} | contacts[0].email: must be",
                "{'contacts': [{'name': 'a', 'fax': '1'}]} | contacts[0].fax: there is no such field",
                "{'contacts': [{'name': 'a'}, {'name': 'a'}]} | contacts[1].name: is that of contacts[0] too"
            })
    void whatIsWrongIsSaidWithItsPlace(String people, String message) {
        Answer answer = put(people);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).startsWith(message);
    }
}
