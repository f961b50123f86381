package dev.signalbox.console.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/// The text of a module or style sheet as it is sent: without the comments that have lines of their
/// own. They are for its readers, and are a sixth of what a browser would load.
final class LeanText {
    /// A block comment that nothing else stands beside. No text of ours that spans lines has one; a
    /// test of the page compares what is left.
    private static final Pattern COMMENT =
            Pattern.compile(
                    "^[ \\t]*+/\\*[^*]*+\\*++(?:[^/*][^*]*+\\*++)*+/[ \\t]*+\\n",
                    Pattern.MULTILINE);

    private LeanText() {}

    /// The content of a file as it is sent. Other people's bundles are left as they are.
    ///
    /// @param name its path within the folder
    static byte[] of(String name, byte[] content) {
        boolean ours = !name.startsWith("vendor/");
        if (!ours || !(name.endsWith(".js") || name.endsWith(".css"))) {
            return content;
        }
        return COMMENT.matcher(new String(content, UTF_8)).replaceAll("").getBytes(UTF_8);
    }
}
