package dev.signalbox.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.JsonFault;
import dev.signalbox.contract.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Sends events from files to a running Signalbox: a file holds one CloudEvent in JSON, or an array
/// of them.
final class Emit {
    private Emit() {}

    static int run(Settings settings, List<Path> files, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        if (files.isEmpty()) {
            err.println("signalbox: emit needs a file with events");
            return Signalbox.WRONG_USE;
        }
        try (var api =
                new ApiClient(URI.create("http://" + settings.http()), settings.credentials())) {
            for (Path file : files) {
                JsonNode json;
                try {
                    json = Json.MAPPER.readTree(Files.readString(file));
                } catch (NoSuchFileException e) {
                    err.println("signalbox: there is no file " + file);
                    return Signalbox.FAILED;
                } catch (JsonProcessingException e) {
                    err.printf("signalbox: %s is not JSON: %s%n", file, JsonFault.of(e));
                    return Signalbox.FAILED;
                }
                boolean batch = json instanceof ArrayNode;
                ApiClient.Answer answer =
                        api.post(
                                "/events",
                                batch
                                        ? "application/cloudevents-batch+json"
                                        : "application/cloudevents+json",
                                json.toString());
                if (!answer.ok()) {
                    err.printf("signalbox: %s: %s%n", file, answer.message());
                    return Signalbox.FAILED;
                }
                out.printf("%s: %d accepted%n", file, batch ? json.size() : 1);
            }
        }
        return Signalbox.DONE;
    }
}
