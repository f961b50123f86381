package dev.signalbox.standalone.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.status.KafkaLag;
import dev.signalbox.standalone.status.ProcessStatus;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `signalbox status`: the state of running processes.
@Command(
        name = "status",
        description = "Says what runs, whether it is ready, and how far it is.",
        footer = {"", "Exits with 0 when every process is ready, 1 otherwise."})
final class StatusCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "the address of a process, for each of several rooms;"
                            + " SIGNALBOX_URL or SIGNALBOX_HTTP where none is given")
    private List<String> urls = List.of();

    @Option(names = "--json", description = "print JSON, for programs")
    private boolean asJson;

    StatusCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = shell.settings();
        List<URI> addresses =
                urls.isEmpty()
                        ? List.of(settings.http().callee())
                        : urls.stream().map(url -> ConsoleOptions.address(spec, url)).toList();
        var processes = new ArrayList<ProcessStatus>();
        for (URI address : addresses) {
            processes.add(ProcessStatus.of(address, settings.http().tls()));
        }
        boolean somethingRuns = processes.stream().anyMatch(one -> !one.rooms().isEmpty());
        KafkaLag lag = somethingRuns ? KafkaLag.of(settings) : null;
        boolean ready = processes.stream().allMatch(ProcessStatus::isReady);
        if (asJson) {
            ObjectNode json = Json.MAPPER.createObjectNode().put("ready", ready);
            ArrayNode list = json.putArray("processes");
            processes.forEach(one -> list.add(one.json()));
            if (lag != null) {
                json.set("kafka", lag.json());
            }
            shell.out().println(json.toPrettyString());
        } else {
            processes.forEach(one -> shell.out().print(one.words()));
            if (lag != null) {
                shell.out().println(lag.words());
                shell.out().println("Counts are since each process was started.");
            }
        }
        return ready ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
