package dev.signalbox.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Orders and reads the replays of one account of a running Signalbox.
public final class ReplayClient implements AutoCloseable {
    private static final String REPLAYS = "/api/replays";
    private static final int PAGE = 200;

    private final ApiClient api;
    private final String account;

    /// @param account the account; null for the one that the console takes its caller for
    public ReplayClient(ApiClient api, @Nullable String account) {
        this.api = api;
        this.account = account == null ? "" : "account=" + account;
    }

    /// Orders a replay, which is not started yet.
    ///
    /// @return the replay with its plan
    /// @throws IOException saying why it was refused
    public JsonNode order(ObjectNode order) throws IOException, InterruptedException {
        return json(api.post(path("", ""), "application/json", order.toString()));
    }

    /// Tells a replay what to do: `start`, `pause`, `resume` or `cancel`.
    ///
    /// @throws IOException saying why it was refused
    public JsonNode tell(String id, String act) throws IOException, InterruptedException {
        return json(api.post(path("/" + escaped(id) + "/" + act, ""), "application/json", ""));
    }

    /// Reads a replay.
    ///
    /// @throws IOException when there is none
    public JsonNode replay(String id) throws IOException, InterruptedException {
        return json(api.get(path("/" + escaped(id), "")));
    }

    /// Reads all replays, the newest first.
    ///
    /// @param state of this state alone; null for all
    public List<JsonNode> replays(@Nullable String state) throws IOException, InterruptedException {
        var replays = new ArrayList<JsonNode>();
        String wanted = state == null ? "" : "&state=" + escaped(state);
        String next = "";
        do {
            JsonNode page =
                    json(api.get(path("", "limit=" + PAGE + wanted + "&next=" + escaped(next))));
            page.path("replays").forEach(replays::add);
            next = page.path("next").asText();
        } while (!next.isEmpty());
        return replays;
    }

    private String path(String rest, String query) {
        String all = account + (account.isEmpty() || query.isEmpty() ? "" : "&") + query;
        return REPLAYS + rest + (all.isEmpty() ? "" : "?" + all);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode json(ApiClient.Answer answer) throws IOException {
        if (!answer.ok()) {
            throw new IOException(answer.message());
        }
        return answer.json();
    }

    @Override
    public void close() {
        api.close();
    }
}
