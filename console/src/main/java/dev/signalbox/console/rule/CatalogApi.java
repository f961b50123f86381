package dev.signalbox.console.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.event.EventType;
import dev.signalbox.contract.json.Json;
import dev.signalbox.web.Answers;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The API of the catalog, the sources and types of events that people choose from: `GET
/// /api/catalog`.
final class CatalogApi implements HttpRoutes {
    private final byte[] json;

    private record Source(String source, Set<String> services) {}

    CatalogApi(Catalog catalog) {
        var services = new LinkedHashMap<String, Set<String>>();
        for (EventType type : catalog.types()) {
            services.computeIfAbsent(type.source(), source -> new LinkedHashSet<>())
                    .add(type.service());
        }
        var body = new LinkedHashMap<String, Object>();
        body.put(
                "sources",
                services.entrySet().stream()
                        .map(entry -> new Source(entry.getKey(), entry.getValue()))
                        .toList());
        body.put("types", catalog.types());
        json = bytes(body);
    }

    private static byte[] bytes(Map<String, Object> body) {
        try {
            return Json.MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the catalog is always writable", e);
        }
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/catalog", (request, response) -> Answers.json(response, 200, json));
    }
}
