package dev.signalbox.contract.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The files of the HTTP door's certificate, in PEM.
///
/// @param certificate the door's own certificate, and after it those that lead to a known one
/// @param key the private key of the first
public record TlsFiles(Path certificate, Path key) {
    /// Null where there are none, and the door speaks HTTP without TLS.
    static @Nullable TlsFiles read(SettingsReader reader) {
        Path certificate = reader.optional(Setting.TLS_CERTIFICATE, Path::of);
        Path key = reader.optional(Setting.TLS_KEY, Path::of);
        if (certificate != null && key != null) {
            return new TlsFiles(certificate, key);
        }
        if (certificate != null || key != null) {
            reader.problem(
                    certificate == null ? Setting.TLS_CERTIFICATE : Setting.TLS_KEY,
                    "is missing; a certificate and its key come together");
        }
        return null;
    }
}
