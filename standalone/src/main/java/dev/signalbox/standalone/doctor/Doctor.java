package dev.signalbox.standalone.doctor;

import dev.signalbox.contract.settings.Settings;
import java.nio.charset.Charset;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// All checks of a machine for a process that runs on it or is to be started there. They change
/// nothing, in Kafka neither.
public final class Doctor {
    private Doctor() {}

    /// Makes the checks, in the order in which one would ask.
    ///
    /// @param needsKeys whether the process seals or opens secrets of rules
    public static List<Finding> examine(Settings settings, boolean needsKeys, InstantSource clock)
            throws InterruptedException {
        var findings = new ArrayList<Finding>();
        findings.add(MachineChecks.java(Runtime.version(), System.getProperty("java.home")));
        findings.add(MachineChecks.locale(Charset.forName(System.getProperty("sun.jnu.encoding"))));
        findings.add(MachineChecks.openFiles(settings.limits().connections()));
        findings.add(FolderChecks.folder(settings.data()));
        findings.add(FolderChecks.disk(settings.data(), settings.minFreeMegabytes()));
        findings.addAll(KeyChecks.all(settings, needsKeys));
        DoorChecks doors = DoorChecks.of(settings);
        findings.addAll(doors.findings());
        if (settings.standalone() && !doors.running()) {
            findings.add(
                    Finding.ok("Kafka", "starts with Signalbox; looked at while Signalbox runs"));
            findings.add(FolderChecks.clock(settings.data(), clock.instant()));
        } else {
            findings.addAll(KafkaChecks.all(settings, clock));
        }
        return findings;
    }
}
