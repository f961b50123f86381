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

    /// @throws WrongUse when there is no file
    /// @throws IOException naming the file that cannot be sent, and why
    static int run(Settings settings, List<Path> files, PrintStream out)
            throws IOException, InterruptedException, WrongUse {
        if (files.isEmpty()) {
            throw new WrongUse("emit needs a file with events");
        }
        try (var api =
                new ApiClient(
                        URI.create("http://" + settings.http().address()),
                        settings.credentials())) {
            for (Path file : files) {
                JsonNode json = read(file);
                boolean batch = json instanceof ArrayNode;
                ApiClient.Answer answer =
                        api.post(
                                "/events",
                                batch
                                        ? "application/cloudevents-batch+json"
                                        : "application/cloudevents+json",
                                json.toString());
                if (!answer.ok()) {
                    throw new IOException(file + ": " + answer.message());
                }
                out.printf("%s: %d accepted%n", file, batch ? json.size() : 1);
            }
        }
        return Signalbox.DONE;
    }

    private static JsonNode read(Path file) throws IOException {
        try {
            return Json.MAPPER.readTree(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is not JSON: " + JsonFault.of(e), e);
        }
    }
}
