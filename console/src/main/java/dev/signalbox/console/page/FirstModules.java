package dev.signalbox.console.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The modules that the page's first view needs: its main module, the Overview, and what they
/// import, directly or not. What is imported only when it is used, by `import(…)`, is not among
/// them.
final class FirstModules {
    private static final List<String> ROOTS = List.of("main.js", "pages/overview.js");

    /// A static import at the beginning of a line, or the end of one that has several lines.
    private static final Pattern IMPORT =
            Pattern.compile(
                    "^(?:import|export|\\})(?:[^'\"\\n]*\\bfrom)? *['\"](\\.[^'\"\\n]*)",
                    Pattern.MULTILINE);

    private FirstModules() {}

    /// Finds them, by their paths within the folder.
    static Set<String> of(Map<String, byte[]> files) {
        var found = new LinkedHashSet<String>();
        var open = new ArrayDeque<>(ROOTS);
        while (!open.isEmpty()) {
            String module = open.poll();
            byte[] content = files.get(module);
            if (content == null || !found.add(module)) {
                continue;
            }
            // Bundles import nothing, and are long.
            if (!module.startsWith("vendor/")) {
                Matcher imports = IMPORT.matcher(new String(content, UTF_8));
                while (imports.find()) {
                    open.add(resolve(module, imports.group(1)));
                }
            }
        }
        return found;
    }

    private static String resolve(String module, String path) {
        // A URI and not a Path: its separators are the same on every machine.
        return URI.create("/" + module).resolve(path).getPath().substring(1);
    }
}
