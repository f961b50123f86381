package dev.signalbox.console.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.account.Names;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.input.InputObject;
import dev.signalbox.web.input.TimeText;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A request to send dead letters again, as a person wrote it.
///
/// @param filter selects them
/// @param limit how many at most
/// @param again whether those that were sent again before are sent once more
record RedriveRequest(DeadLetterFilter filter, int limit, boolean again) {
    private static final List<String> FIELDS =
            List.of("ids", "bus", "rule", "target", "from", "to", "limit", "again");
    private static final List<String> CHOICES = FIELDS.subList(0, 6);
    private static final int LIMIT = 1_000;
    private static final int MOST = 10_000;
    private static final int LONGEST_ID = 100;

    /// Reads a request.
    ///
    /// @param from the earliest death where the request names neither ids nor `from`
    /// @throws ApiException 400 with all problems
    static RedriveRequest read(JsonNode json, String account, Instant from) {
        InputObject input = InputObject.body(json, "a choice of dead letters");
        input.onlyFields(FIELDS);
        Set<String> ids = ids(input);
        Instant begin = moment(input, "from", ids.isEmpty() ? from : Instant.EPOCH);
        Instant end = moment(input, "to", DeadLettersApi.EVER);
        if (begin.isAfter(end)) {
            input.problem("from", "is after to, " + end);
        }
        boolean again = input.flag("again", false);
        if (again && ids.isEmpty()) {
            input.problem("again", "is allowed only together with ids");
        }
        var filter =
                new DeadLetterFilter(
                        account,
                        name(input, "bus", Names::isBus, "must be " + Names.BUSES),
                        name(input, "rule", Names::isRule, "must be " + Names.RULES),
                        name(input, "target", Names::isRule, "must be " + Names.RULES),
                        begin,
                        end,
                        ids,
                        !ids.isEmpty());
        int limit = input.number("limit", LIMIT, 1, MOST);
        if (CHOICES.stream().allMatch(field -> input.value(field) == null)) {
            input.problem(
                    "body",
                    "must say which dead letters: at least one of " + String.join(", ", CHOICES));
        }
        input.problems().throwIfAny();
        return new RedriveRequest(filter, limit, again);
    }

    private static Set<String> ids(InputObject input) {
        JsonNode list = input.value("ids");
        var ids = new LinkedHashSet<String>();
        if (list == null) {
            return ids;
        }
        if (!list.isArray() || list.isEmpty() || list.size() > LIMIT) {
            input.problem("ids", "must be a list of 1 to %,d delivery ids".formatted(LIMIT));
            return ids;
        }
        for (int i = 0; i < list.size(); i++) {
            JsonNode id = list.get(i);
            if (id.isTextual()
                    && !id.textValue().isEmpty()
                    && id.textValue().length() <= LONGEST_ID) {
                ids.add(id.textValue());
            } else {
                input.problem("ids[" + i + "]", "must be a delivery id, such as dlv_…");
            }
        }
        return ids;
    }

    private static @Nullable String name(
            InputObject input, String field, Predicate<String> allowed, String reason) {
        String name = input.text(field);
        if (name != null && !allowed.test(name)) {
            input.problem(field, reason);
        }
        return name;
    }

    private static Instant moment(InputObject input, String field, Instant absent) {
        JsonNode json = input.value(field);
        if (json == null) {
            return absent;
        }
        Instant moment =
                json.isTextual() || json.isIntegralNumber() ? TimeText.parse(json.asText()) : null;
        if (moment == null) {
            input.problem(field, TimeText.EXPECTED);
            return absent;
        }
        return moment;
    }
}
