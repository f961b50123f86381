package dev.signalbox.web.tls;

import dev.signalbox.contract.file.IoFault;
import dev.signalbox.contract.settings.InvalidSettings;
import dev.signalbox.contract.settings.Setting;
import dev.signalbox.contract.settings.TlsFiles;
import dev.signalbox.contract.tls.PrivateKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/// The content of the two files, certificates and key, read at one time and known to belong
/// together.
///
/// @param chain the server's own certificate first
record CertificateFiles(List<X509Certificate> chain, PrivateKey key) {
    /// Copies the chain.
    CertificateFiles {
        chain = List.copyOf(chain);
    }

    /// Reads both files.
    ///
    /// @throws InvalidSettings in one line, with the variable and the file, when one cannot be used
    static CertificateFiles read(TlsFiles files) {
        List<X509Certificate> chain = chain(files.certificate());
        PrivateKey key;
        try {
            key = PemKey.parse(text(Setting.TLS_KEY, files.key()));
        } catch (IllegalArgumentException e) {
            throw invalid(Setting.TLS_KEY, files.key(), String.valueOf(e.getMessage()));
        }
        if (!PrivateKeys.isPair(chain.getFirst().getPublicKey(), key)) {
            throw invalid(
                    Setting.TLS_KEY,
                    files.key(),
                    "is not the key of the first certificate in " + files.certificate());
        }
        return new CertificateFiles(chain, key);
    }

    /// Whether the content is the same.
    boolean isAs(CertificateFiles other) {
        return chain.equals(other.chain) && Arrays.equals(key.getEncoded(), other.key.getEncoded());
    }

    private static List<X509Certificate> chain(Path file) {
        String pem = text(Setting.TLS_CERTIFICATE, file);
        try {
            var found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(
                                            pem.getBytes(StandardCharsets.ISO_8859_1)));
            List<X509Certificate> chain =
                    found.stream()
                            .filter(X509Certificate.class::isInstance)
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (CertificateException e) {
            // said below
        }
        throw invalid(
                Setting.TLS_CERTIFICATE, file, "holds no certificates in PEM (BEGIN CERTIFICATE)");
    }

    private static String text(Setting setting, Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw invalid(setting, file, IoFault.ofReading(e));
        }
    }

    private static InvalidSettings invalid(Setting setting, Path file, String problem) {
        return new InvalidSettings(
                List.of("%s: %s %s".formatted(setting.variable(), file, problem)));
    }
}
