package dev.signalbox.console.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The page and its files, by the paths that they are served at.
///
/// All files but the page itself lie under `/page/HASH/`, with a hash over all of them: a browser
/// keeps them for good, and after an update loads all of them anew. So a module may name others by
/// their plain relative paths.
///
/// In `index.html`, `{{base}}` stands for that path, and `{{preload}}` for links to the modules
/// that the first view needs, so that a browser does not learn of them one after another.
final class PageFiles {
    /// The page itself.
    static final String INDEX = "index.html";

    private static final String HTML = "text/html; charset=utf-8";
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", HTML,
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "txt", "text/plain; charset=utf-8",
                    "svg", "image/svg+xml",
                    "png", "image/png",
                    "woff2", "font/woff2");

    private static final int BYTES_OF_A_DIGEST = 12;

    private final String base;
    private final PageFile index;
    private final Map<String, PageFile> byPath = new HashMap<>();

    PageFiles(SortedMap<String, byte[]> files) {
        base = "/page/" + digest(files);
        files.forEach((name, content) -> {
            String type = type(name);
            if (type != null && !name.equals(INDEX)) {
                byPath.put(
                        base + "/" + name,
                        new PageFile(
                                LeanText.of(name, content),
                                type,
                                "public, max-age=31536000, immutable"));
            }
        });
        String preload =
                FirstModules.of(files).stream()
                        .map(name -> "<link rel=\"modulepreload\" href=\"{{base}}/" + name + "\">")
                        .collect(Collectors.joining("\n"));
        String html =
                new String(Objects.requireNonNull(files.get(INDEX)), UTF_8)
                        .replace("{{preload}}", preload)
                        .replace("{{base}}", base);
        index = new PageFile(html.getBytes(UTF_8), HTML, "no-cache");
    }

    /// The content type of a file; null where its name has none, and so is not served.
    static @Nullable String type(String name) {
        return TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    }

    /// The path of the folder that the files are in.
    String base() {
        return base;
    }

    /// The page itself.
    PageFile index() {
        return index;
    }

    /// The file at a path as it was sent; null where there is none.
    @Nullable PageFile at(String path) {
        return byPath.get(path);
    }

    private static String digest(SortedMap<String, byte[]> files) {
        MessageDigest all = sha256();
        files.forEach(
                (name, content) -> all.update((name + " " + digest(content)).getBytes(UTF_8)));
        return hex(all.digest());
    }

    /// The beginning of the SHA-256 of some bytes, in hexadecimal.
    static String digest(byte[] content) {
        return hex(sha256().digest(content));
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest, 0, BYTES_OF_A_DIGEST);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
