package dev.signalbox.standalone.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.JsonFault;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/// `signalbox emit`: sends events from files to a running Signalbox. A file holds one CloudEvent in
/// JSON, or an array of them.
@Command(name = "emit", description = "Sends events from JSON files (one event, or an array).")
final class EmitCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "JSON files with CloudEvents")
    private List<Path> files = List.of();

    EmitCommand(Shell shell) {
        this.shell = shell;
    }

    /// @throws IOException naming the file that cannot be sent, and why
    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = shell.settings();
        try (var api =
                new ApiClient(
                        settings.http().callee(), settings.credentials(), settings.http().tls())) {
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
                shell.out().printf("%s: %d accepted%n", file, batch ? json.size() : 1);
            }
        }
        return ExitCode.OK;
    }

    private static JsonNode read(Path file) throws IOException {
        try {
            return Json.MAPPER.readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is not JSON: " + JsonFault.of(e), e);
        } catch (IOException e) {
            throw new IOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }
}
