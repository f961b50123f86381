package dev.signalbox.console.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.web.Answers;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.Map;
import java.util.regex.Pattern;

/// The API of an account's usage and its cost in a month: `GET /api/usage`.
final class UsageApi implements HttpRoutes {
    private static final Pattern MONTH = Pattern.compile("[0-9]{4}-(0[1-9]|1[0-2])");

    private final Settings settings;
    private final InstantSource clock;
    private final UsageTable usage;

    UsageApi(RoomContext room, UsageTable usage) {
        settings = room.settings();
        clock = room.clock();
        this.usage = usage;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/usage", this::get);
    }

    private void get(ServerRequest request, ServerResponse response) {
        var call = new CallParameters(request, settings, "month");
        String account = call.account();
        String month = call.parameter("month");
        if (month == null) {
            month = YearMonth.from(clock.instant().atZone(settings.accounts().zone())).toString();
        } else if (!MONTH.matcher(month).matches()) {
            throw CallParameters.invalid("month", "must be a year and a month, such as 2026-11");
        }
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("month", month);
        json.putObject("price")
                .put("freePerMonth", MonthlyUsage.FREE)
                .put("usdPerNotification", MonthlyUsage.USD_EACH.toPlainString());
        json.putArray("accounts").add(view(usage.month(account, month)));
        Answers.json(response, 200, json);
    }

    private static ObjectNode view(MonthlyUsage usage) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("account", usage.account());
        json.put("month", usage.month());
        json.put("delivered", usage.delivered());
        json.put("merged", usage.merged());
        json.put("dead", usage.dead());
        json.put("free", MonthlyUsage.FREE);
        json.put("billable", usage.billable());
        json.put("costUsd", usage.costUsd().toPlainString());
        put(json.putObject("byRule"), usage.byRule());
        put(json.putObject("byChannel"), usage.byChannel());
        put(json.putObject("byReplay"), usage.byReplay());
        if (usage.delivered() == 0 || !usage.byDay().isEmpty()) {
            put(json.putObject("byDay"), usage.byDay());
        }
        return json;
    }

    private static void put(ObjectNode json, Map<String, Long> counts) {
        counts.forEach(json::put);
    }
}
