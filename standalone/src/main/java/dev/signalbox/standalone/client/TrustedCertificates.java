package dev.signalbox.standalone.client;

import dev.signalbox.contract.settings.InvalidSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// The certificates that the command line trusts: those of the JVM, and those of the Signalbox
/// whose files it has.
final class TrustedCertificates {
    private TrustedCertificates() {}

    /// A context that trusts the certificates of a file, and those that the JVM trusts.
    ///
    /// @throws InvalidSettings when the file cannot be used
    static SSLContext with(Path file) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : read(file)) {
                store.setCertificateEntry(Integer.toString(number++), certificate);
            }
            // The JVM's are copied into it: its own check of names needs one trust manager.
            for (X509Certificate certificate : trusted(null)) {
                store.setCertificateEntry(Integer.toString(number++), certificate);
            }
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new InvalidSettings(
                    List.of(
                            "SIGNALBOX_TLS_CERTIFICATE: %s cannot be used: %s"
                                    .formatted(file, e.getMessage())));
        }
    }

    private static Iterable<? extends Certificate> read(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
    }

    private static List<X509Certificate> trusted(@Nullable KeyStore store)
            throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return List.of(x509.getAcceptedIssuers());
            }
        }
        return List.of();
    }
}
