package dev.signalbox.standalone.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.doctor.Doctor;
import dev.signalbox.standalone.doctor.Finding;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `signalbox doctor`: the checks of this machine, each with what to do.
@Command(
        name = "doctor",
        description = "Checks this machine, its files, ports and Kafka, and says what to do.",
        footer = {"", "Changes nothing. Exits with 1 when there is a problem; warnings are none."})
final class DoctorCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(
            arity = "0..1",
            paramLabel = "ROOM",
            description = "check for one of: ${COMPLETION-CANDIDATES}; otherwise for 'start'")
    private @Nullable Room room;

    @Option(names = "--json", description = "print JSON, for programs")
    private boolean asJson;

    /// The rooms that can run alone.
    private enum Room {
        ingest,
        router,
        notifier,
        console
    }

    DoctorCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = room == null ? shell.settings() : Settings.forRoom(shell.environment());
        boolean needsKeys = room == null || room == Room.notifier || room == Room.console;
        List<Finding> findings = Doctor.examine(settings, needsKeys, InstantSource.system());
        boolean well = findings.stream().noneMatch(one -> one.state() == Finding.State.PROBLEM);
        if (asJson) {
            ObjectNode json = Json.MAPPER.createObjectNode().put("ok", well);
            ArrayNode checks = json.putArray("checks");
            findings.forEach(finding -> checks.add(finding.json()));
            shell.out().println(json.toPrettyString());
        } else {
            findings.forEach(finding -> shell.out().println(finding.line()));
        }
        return well ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
