package dev.signalbox.standalone.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/// A release in a folder: the launcher script and, in `lib`, a jar that leads to the classes under
/// test.
final class Launcher {
    private final Path home;

    /// What came of a command.
    record Result(int code, String out, String err) {}

    private Launcher(Path home) {
        this.home = home;
    }

    /// Lays out a release.
    static Launcher in(Path home) throws IOException {
        Path script = Files.copy(Path.of("../signalbox"), home.resolve("signalbox"));
        script.toFile().setExecutable(true);
        var manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(
                Attributes.Name.CLASS_PATH,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> new File(entry).toURI().toString())
                        .collect(Collectors.joining(" ")));
        Path jar = Files.createDirectories(home.resolve("lib")).resolve("classes.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return new Launcher(home);
    }

    Path home() {
        return home;
    }

    /// Runs the script to its end, in its folder, with no variables but those given and what a
    /// shell needs.
    Result run(Map<String, String> environment, String... arguments) throws Exception {
        return result(bash(environment, "exec ./signalbox \"$@\"", arguments));
    }

    /// Starts a process of `bash -c`.
    ///
    /// @param arguments what the script sees as `$@`, in UTF-8 whatever the test's own locale is
    ProcessBuilder bash(Map<String, String> environment, String script, String... arguments) {
        var words = new ArrayList<>(List.of("bash", "-c", script, "bash"));
        words.addAll(List.of(arguments));
        var builder = new ProcessBuilder(words).directory(home.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SIGNALBOX_JVM_OPTIONS", "-XX:TieredStopAtLevel=1");
        builder.environment().putAll(environment);
        return builder;
    }

    static Result result(ProcessBuilder builder) throws Exception {
        Path out = Files.createTempFile("signalbox", ".out");
        Path err = Files.createTempFile("signalbox", ".err");
        try {
            int code =
                    builder.redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start()
                            .waitFor();
            return new Result(
                    code,
                    new String(Files.readAllBytes(out), UTF_8),
                    new String(Files.readAllBytes(err), UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
