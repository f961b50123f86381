package dev.signalbox.console.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The folder `page` on the class path, in a jar or on a disk.
final class PageFolder {
    private PageFolder() {}

    /// Reads all its files, by their paths within it, such as `app/words/en.js`.
    static SortedMap<String, byte[]> read() {
        return read(
                Objects.requireNonNull(PageFolder.class.getResource("/page/" + PageFiles.INDEX)));
    }

    /// Reads the folder that a file is in.
    ///
    /// @throws IllegalStateException when the file is neither in a folder nor in a jar
    static SortedMap<String, byte[]> read(URL file) {
        try {
            return switch (file.getProtocol()) {
                case "file" -> contents(Path.of(file.toURI()).resolveSibling(""));
                case "jar" -> packed(file);
                default -> throw new IllegalStateException("the page cannot be read from " + file);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the page cannot be read from " + file, e);
        }
    }

    private static SortedMap<String, byte[]> packed(URL file)
            throws IOException, URISyntaxException {
        var entry = (JarURLConnection) file.openConnection();
        URI jar = entry.getJarFileURL().toURI();
        try (FileSystem inside = FileSystems.newFileSystem(Path.of(jar))) {
            return contents(inside.getPath(entry.getEntryName()).resolveSibling(""));
        }
    }

    private static SortedMap<String, byte[]> contents(Path folder) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                files.put(
                        name.replace(file.getFileSystem().getSeparator(), "/"),
                        Files.readAllBytes(file));
            }
        }
        return files;
    }
}
