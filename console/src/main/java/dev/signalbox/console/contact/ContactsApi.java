package dev.signalbox.console.contact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.change.ChangeQueue;
import dev.signalbox.console.change.ChangeQueue.Decision;
import dev.signalbox.console.change.ChangeQueue.NewRecord;
import dev.signalbox.contract.contact.Contacts;
import dev.signalbox.contract.contact.Person;
import dev.signalbox.contract.contact.Way;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.Requests;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.call.Precondition;
import dev.signalbox.web.input.InputObject;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The API of an account's people: `/api/contacts`, read and replaced as a whole. A change of a
/// number applies to all rules that name the person.
public final class ContactsApi implements HttpRoutes {
    private static final String CONTACTS = "/api/contacts";
    private static final String WHAT = "list of contacts";
    private static final List<String> FIELDS = List.of("revision", "contacts");
    private static final List<String> PERSON_FIELDS = List.of("name", "sms", "voice", "email");
    private static final int MOST = 1_000;

    private final Settings settings;
    private final Rulebook book;
    private final ChangeQueue changes;

    /// @param changes of rules
    public ContactsApi(RoomContext room, ChangeQueue changes) {
        settings = room.settings();
        book = room.rules();
        this.changes = changes;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(CONTACTS, this::get);
        table.put(CONTACTS, this::put);
    }

    private void get(ServerRequest request, ServerResponse response) {
        answer(response, book.contacts(new CallParameters(request, settings).account()));
    }

    private void put(ServerRequest request, ServerResponse response) {
        String account = new CallParameters(request, settings).account();
        Precondition precondition = Precondition.of(request);
        List<Person> people = read(Requests.json(request));
        answer(response, changes.make(() -> decide(account, precondition, people)));
    }

    private Decision<Contacts> decide(
            String account, Precondition precondition, List<Person> people) {
        Contacts current = book.contacts(account);
        boolean unreadable = book.whyContactsUnreadable(account) != null;
        if (unreadable) {
            precondition.checkUnreadable(WHAT);
        } else {
            precondition.check(WHAT, current.revision());
        }
        Contacts next = Contacts.of(current.revision() + 1, people);
        if (next.people().equals(current.people()) && !unreadable) {
            return new Decision<>(null, current);
        }
        PeopleInUse.check(book, account, next);
        return new Decision<>(
                new NewRecord(
                        RuleRecords.contactsKey(account),
                        RuleRecords.write(next),
                        () -> next.equals(book.contacts(account)),
                        "written",
                        "contacts " + account),
                next);
    }

    /// @throws dev.signalbox.web.ApiException 400 with all problems
    private static List<Person> read(JsonNode json) {
        InputObject input = InputObject.body(json, "with contacts");
        input.onlyFields(FIELDS);
        JsonNode list = input.required("contacts", "; [] for nobody");
        if (list != null && (!list.isArray() || list.size() > MOST)) {
            input.problem("contacts", "must be an array of at most %,d people".formatted(MOST));
        }
        input.problems().throwIfAny();
        var people = new LinkedHashMap<String, Person>();
        var first = new TreeMap<String, Integer>();
        for (int i = 0; list != null && i < list.size(); i++) {
            String where = "contacts[%d]".formatted(i);
            if (!(list.get(i) instanceof ObjectNode object)) {
                input.problem(where, "must be an object, such as {\"name\": \"Li Lei\"}");
                continue;
            }
            Person person = person(input.inside(where, object));
            Integer other = person == null ? null : first.putIfAbsent(person.name(), i);
            if (other != null) {
                input.problem(where + ".name", "is that of contacts[%d] too".formatted(other));
            } else if (person != null) {
                people.put(person.name(), person);
            }
        }
        input.problems().throwIfAny();
        return new ArrayList<>(people.values());
    }

    private static @Nullable Person person(InputObject input) {
        input.onlyFields(PERSON_FIELDS);
        input.required("name", "");
        String name = input.text("name");
        if (name != null && !Person.isName(name)) {
            input.problem("name", "must have " + Person.NAMES);
            return null;
        }
        Map<Way, String> ways = new EnumMap<>(Way.class);
        for (Way way : Way.values()) {
            String address = input.text(way.label());
            if (address != null && isGood(input, way, address)) {
                ways.put(way, address);
            }
        }
        return name == null ? null : new Person(name, ways);
    }

    private static boolean isGood(InputObject input, Way way, String address) {
        try {
            way.check(address);
            return true;
        } catch (IllegalArgumentException e) {
            input.problem(way.label(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    private static void answer(ServerResponse response, Contacts contacts) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("revision", contacts.revision());
        var array = json.putArray("contacts");
        for (Person person : contacts.people().values()) {
            ObjectNode one = array.addObject().put("name", person.name());
            person.ways().forEach((way, address) -> one.put(way.label(), address));
        }
        response.header(HeaderNames.ETAG, Precondition.tag(contacts.revision()));
        Answers.json(response, 200, json);
    }
}
