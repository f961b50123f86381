package dev.signalbox.console.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageFolderTest {
    /// The bundles and licences that `console/src/page` builds from its lock file. They change when
    /// that does, and by nobody's hand.
    private static final Map<String, String> BUNDLES =
            Map.of(
                    "vendor/LICENSES.txt",
                            "88d96a4a72a817d09b46d10466bc995b608d221a0c65a531936a2a42d9b79f9e",
                    "vendor/ui.js",
                            "0d56da84256d06aefaa11a1b64b1487ca5d465a83d1a0c60f588ec2c88b2793d",
                    "vendor/chart.js",
                            "5e94a0e841a05478f21a223dec888ee00cdb137f47c4ab0526d522528e5f1c16",
                    "vendor/editor.js",
                            "53ed1d3ef3fde9297af7d040f4a7db91164b1809ebe121fee55df64711f9a9b1");

    @Test
    void aJarHoldsTheSameAsAFolder(@TempDir Path folder) throws Exception {
        SortedMap<String, byte[]> inFolder = PageFolder.read();
        Path jar = folder.resolve("a jar.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("other.txt"));
            for (Map.Entry<String, byte[]> file : inFolder.entrySet()) {
                out.putNextEntry(new JarEntry("page/" + file.getKey()));
                out.write(file.getValue());
            }
        }

        URI index = URI.create("jar:" + jar.toUri() + "!/page/index.html");
        SortedMap<String, byte[]> inJar = PageFolder.read(index.toURL());

        assertThat(inJar.keySet()).isEqualTo(inFolder.keySet()).contains("app/words/en.js");
        inFolder.forEach((name, content) -> assertThat(inJar.get(name)).isEqualTo(content));
    }

    @Test
    void everyFileIsOfAKindThatIsServed() {
        assertThat(PageFolder.read().keySet())
                .allSatisfy(name -> assertThat(PageFiles.type(name)).isNotNull());
    }

    @Test
    void everyChangeOfAFileChangesThePathOfAll() {
        SortedMap<String, byte[]> files = PageFolder.read();
        var changed = new TreeMap<>(files);
        changed.put("style.css", "body {}".getBytes(UTF_8));
        var renamed = new TreeMap<>(files);
        renamed.put("style2.css", renamed.remove("style.css"));

        assertThat(new PageFiles(files).base())
                .isEqualTo(new PageFiles(new TreeMap<>(files)).base())
                .isNotEqualTo(new PageFiles(changed).base())
                .isNotEqualTo(new PageFiles(renamed).base());
    }

    @Test
    void theBundlesOfOthersAreThoseThatWereBuilt() throws Exception {
        SortedMap<String, byte[]> files = PageFolder.read();
        for (Map.Entry<String, String> bundle : BUNDLES.entrySet()) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(files.get(bundle.getKey()));
            assertThat(HexFormat.of().formatHex(digest))
                    .as(bundle.getKey())
                    .isEqualTo(bundle.getValue());
        }
        assertThat(files.keySet().stream().filter(name -> name.startsWith("vendor/")))
                .containsExactlyInAnyOrderElementsOf(BUNDLES.keySet());
    }
}
