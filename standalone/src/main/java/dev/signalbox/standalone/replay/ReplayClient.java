package dev.signalbox.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.client.QueryText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Orders and reads the replays of one account of a running Signalbox.
public final class ReplayClient implements AutoCloseable {
    private static final String REPLAYS = "/api/replays";
    private static final String PAGE = "200";

    private final ApiClient api;
    private final @Nullable String account;

    /// @param account the account; null for the one that the console takes its caller for
    public ReplayClient(ApiClient api, @Nullable String account) {
        this.api = api;
        this.account = account;
    }

    /// Orders a replay, which is not started yet.
    ///
    /// @return the replay with its plan
    /// @throws IOException saying why it was refused
    public JsonNode order(ObjectNode order) throws IOException, InterruptedException {
        return json(api.post(path("").toString(), "application/json", order.toString()));
    }

    /// Tells a replay what to do: `start`, `pause`, `resume` or `cancel`.
    ///
    /// @throws IOException saying why it was refused
    public JsonNode tell(String id, String act) throws IOException, InterruptedException {
        return json(api.post(of(id, "/" + act), "application/json", ""));
    }

    /// Reads a replay.
    ///
    /// @throws IOException when there is none
    public JsonNode replay(String id) throws IOException, InterruptedException {
        return json(api.get(of(id, "")));
    }

    /// Reads all replays, the newest first.
    ///
    /// @param state of this state alone; null for all
    public List<JsonNode> replays(@Nullable String state) throws IOException, InterruptedException {
        var replays = new ArrayList<JsonNode>();
        String next = "";
        do {
            JsonNode page =
                    json(
                            api.get(
                                    path("").add("limit", PAGE)
                                            .add("state", state)
                                            .add("next", next)
                                            .toString()));
            page.path("replays").forEach(replays::add);
            next = page.path("next").asText();
        } while (!next.isEmpty());
        return replays;
    }

    private String of(String id, String rest) {
        return path("/" + QueryText.escaped(id) + rest).toString();
    }

    private QueryText path(String rest) {
        return new QueryText(REPLAYS + rest).add("account", account);
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
