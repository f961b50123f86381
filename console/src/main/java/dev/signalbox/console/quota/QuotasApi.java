package dev.signalbox.console.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.change.ChangeQueue;
import dev.signalbox.console.change.ChangeQueue.Decision;
import dev.signalbox.console.change.ChangeQueue.NewRecord;
import dev.signalbox.contract.account.Quota;
import dev.signalbox.contract.account.Quotas;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.Requests;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.input.InputObject;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;

/// The API of quotas: `/api/quotas`.
///
/// A quota that a change does not name stays as it is, so that two people who raise two of them do
/// not undo each other's change; null gives one back to the settings.
final class QuotasApi implements HttpRoutes {
    private static final String QUOTAS = "/api/quotas";

    private final Settings settings;
    private final Rulebook book;
    private final QuotaCheck quotas;
    private final ChangeQueue changes;

    QuotasApi(RoomContext room, QuotaCheck quotas, ChangeQueue changes) {
        settings = room.settings();
        book = room.rules();
        this.quotas = quotas;
        this.changes = changes;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(QUOTAS, this::get);
        table.put(QUOTAS, this::put);
    }

    private void get(ServerRequest request, ServerResponse response) {
        Answers.json(response, 200, view(new CallParameters(request, settings).account()));
    }

    private void put(ServerRequest request, ServerResponse response) {
        String account = new CallParameters(request, settings).account();
        JsonNode input = read(Requests.json(request), account);
        changes.make(() -> {
            Quotas current = book.quotas(account);
            Quotas next = changed(current, input);
            if (next.equals(current)) {
                return new Decision<>(null, next);
            }
            return new Decision<>(
                    new NewRecord(
                            account,
                            next.equals(Quotas.NONE) ? null : RuleRecords.write(next),
                            () -> next.equals(book.quotas(account))),
                    next);
        });
        Answers.json(response, 200, view(account));
    }

    /// @throws ApiException 400 with all problems
    private static JsonNode read(JsonNode json, String account) {
        InputObject input = InputObject.body(json, "quotas");
        List<String> fields =
                new ArrayList<>(Arrays.stream(Quota.values()).map(Quota::field).toList());
        fields.addAll(List.of("account", "defaults"));
        input.onlyFields(fields);
        String given = input.text("account");
        if (given != null && !given.equals(account)) {
            input.problem("account", "is not the account that the call acts for");
        }
        for (Quota quota : Quota.values()) {
            if (!json.path(quota.field()).isNull()) {
                input.number(quota.field(), 0, 0, quota.most());
            }
        }
        input.problems().throwIfAny();
        return json;
    }

    private static Quotas changed(Quotas current, JsonNode input) {
        var limits = new EnumMap<Quota, Integer>(Quota.class);
        limits.putAll(current.limits());
        for (Quota quota : Quota.values()) {
            JsonNode limit = input.path(quota.field());
            if (limit.isNull()) {
                limits.remove(quota);
            } else if (!limit.isMissingNode()) {
                limits.put(quota, limit.intValue());
            }
        }
        return new Quotas(limits);
    }

    private ObjectNode view(String account) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("account", account);
        ObjectNode defaults = Json.MAPPER.createObjectNode();
        for (Quota quota : Quota.values()) {
            json.put(quota.field(), quotas.limit(account, quota));
            defaults.put(quota.field(), quotas.byDefault(quota));
        }
        json.set("defaults", defaults);
        return json;
    }
}
