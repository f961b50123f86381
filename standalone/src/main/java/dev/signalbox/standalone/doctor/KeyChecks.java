package dev.signalbox.standalone.doctor;

import dev.signalbox.contract.rule.SecretKeyFile;
import dev.signalbox.contract.settings.InvalidSettings;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.access.GuardedHttpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/// Checks of the two key files: the keys that secrets are sealed with, and those that callers need.
final class KeyChecks {
    private static final String SECRETS = "secret keys";
    private static final String ACCESS = "access keys";

    private KeyChecks() {}

    static List<Finding> all(Settings settings, boolean needsKeys) {
        var findings = new ArrayList<Finding>();
        if (needsKeys) {
            findings.add(secretKeys(settings));
        }
        findings.add(accessKeys(settings));
        return findings;
    }

    private static Finding secretKeys(Settings settings) {
        Path file = settings.secretKeys();
        if (file == null) {
            return Finding.problem(
                    SECRETS,
                    "SIGNALBOX_SECRET_KEYS names no file",
                    "name one with a line such as k1: and the output of 'openssl rand -base64 32'");
        }
        if (Files.notExists(file)) {
            return settings.standalone() && !Files.exists(settings.data().resolve("kafka"))
                    ? Finding.ok(SECRETS, file + " is made at the first start")
                    : Finding.problem(
                            SECRETS,
                            file + " is not there",
                            "restore it; without it the secrets of stored rules cannot be read");
        }
        try {
            String words = file + ": " + SecretKeyFile.describe(file);
            return isOpen(file)
                    ? Finding.warning(SECRETS, words + ", readable by every user", "chmod 600 it")
                    : Finding.ok(SECRETS, words);
        } catch (IllegalStateException e) {
            return Finding.problem(
                    SECRETS,
                    String.valueOf(e.getMessage()),
                    "its owner has to be the user that Signalbox runs as, or the group is");
        }
    }

    private static Finding accessKeys(Settings settings) {
        Path file = settings.http().accessKeys();
        try {
            GuardedHttpServer.check(settings);
        } catch (InvalidSettings e) {
            return Finding.problem(
                    ACCESS, String.valueOf(e.getMessage()), "see 'Access' in docs/operations.md");
        }
        if (file == null) {
            return Finding.ok(ACCESS, "callers need none, since only this machine can call");
        }
        return isOpen(file)
                ? Finding.warning(ACCESS, file + " is readable by every user", "chmod 640 it")
                : Finding.ok(ACCESS, file.toString());
    }

    private static boolean isOpen(Path file) {
        return FolderChecks.permissions(file).contains(PosixFilePermission.OTHERS_READ);
    }
}
