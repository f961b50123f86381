package dev.signalbox.contract.stats;

import dev.signalbox.contract.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// The name of a process on `signalbox.stats`: `host:port`, which survives a restart; where the
/// port is any free one, `host-` and four random digits.
final class ProcessName {
    private static final Path KERNELS = Path.of("/proc/sys/kernel/hostname");

    private ProcessName() {}

    static String of(Settings settings) {
        int port = settings.http().address().port();
        return port == 0
                ? host()
                        + "-"
                        + HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt())
                : host() + ":" + port;
    }

    /// Without a name server, which may be slow, where there is another way.
    private static String host() {
        try {
            if (Files.isReadable(KERNELS)) {
                return Files.readString(KERNELS).strip();
            }
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
