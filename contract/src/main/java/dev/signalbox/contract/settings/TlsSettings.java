package dev.signalbox.contract.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The certificates of calls to targets, in PEM files.
///
/// @param authorities file of authorities whose certificates are trusted beside those that Java
///   trusts; null for none
/// @param certificate file of the certificate, with those between it and its authority, that is
///   shown to targets that ask for one; null for none
/// @param key file of the certificate's private key; null for none
public record TlsSettings(
        @Nullable Path authorities, @Nullable Path certificate, @Nullable Path key) {

    static TlsSettings read(SettingsReader reader) {
        return new TlsSettings(
                reader.optional(Setting.TARGET_CA, Path::of),
                reader.file(Setting.TARGET_CERTIFICATE, Setting.TARGET_CERTIFICATE_KEY),
                reader.file(Setting.TARGET_CERTIFICATE_KEY, Setting.TARGET_CERTIFICATE));
    }
}
