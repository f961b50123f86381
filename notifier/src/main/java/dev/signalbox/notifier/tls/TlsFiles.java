package dev.signalbox.notifier.tls;

import dev.signalbox.contract.settings.TlsSettings;
import dev.signalbox.contract.tls.PrivateKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of the TLS settings, and the context that is made of them. They are looked at once a
/// second at most, and read again when one has changed; where that fails, what was read before
/// stays in use. For any thread.
final class TlsFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
    private static final long BETWEEN_LOOKS_NANOS = 1_000_000_000;
    private static final char[] NO_PASSWORD = {};

    private final TlsSettings settings;
    private final AskedReceivers asked;
    private List<String> stamps;
    private SSLContext context;
    private long lookedNanos = System.nanoTime();

    /// Reads the files.
    ///
    /// @throws IllegalStateException naming the setting whose file cannot be used
    TlsFiles(TlsSettings settings, AskedReceivers asked) {
        this.settings = settings;
        this.asked = asked;
        stamps = stamps();
        context = read();
    }

    /// The context of the files as they are now.
    synchronized SSLContext context() {
        long nowNanos = System.nanoTime();
        if (nowNanos - lookedNanos < BETWEEN_LOOKS_NANOS) {
            return context;
        }
        lookedNanos = nowNanos;
        List<String> now = stamps();
        if (!now.equals(stamps)) {
            stamps = now;
            try {
                context = read();
                LOG.info("read the certificates for targets again");
            } catch (IllegalStateException e) {
                LOG.atWarn()
                        .addKeyValue("reason", e.getMessage())
                        .log("cannot read the certificates for targets, keeping the former ones");
            }
        }
        return context;
    }

    private List<String> stamps() {
        return Stream.of(settings.authorities(), settings.certificate(), settings.key())
                .map(TlsFiles::stamp)
                .toList();
    }

    private static String stamp(@Nullable Path file) {
        if (file == null) {
            return "";
        }
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return "%s %d %s"
                    .formatted(
                            attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return "none";
        }
    }

    private SSLContext read() {
        try {
            var made = SSLContext.getInstance("TLS");
            made.init(new KeyManager[] {new OwnCertificate(keys(), asked)}, trust(), null);
            return made;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no TLS with targets: " + e.getMessage(), e);
        }
    }

    private TrustManager[] trust() throws GeneralSecurityException, IOException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        Path file = settings.authorities();
        if (file == null) {
            return factory.getTrustManagers();
        }
        KeyStore all = emptyStore();
        int count = 0;
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager known) {
                for (X509Certificate authority : known.getAcceptedIssuers()) {
                    all.setCertificateEntry("java-" + count++, authority);
                }
            }
        }
        for (X509Certificate authority : of("SIGNALBOX_TARGET_CA", () -> Pem.certificates(file))) {
            all.setCertificateEntry("own-" + count++, authority);
        }
        factory.init(all);
        return factory.getTrustManagers();
    }

    /// Null where there is no certificate of our own.
    private @Nullable X509ExtendedKeyManager keys() throws GeneralSecurityException, IOException {
        Path certificate = settings.certificate();
        Path key = settings.key();
        if (certificate == null || key == null) {
            return null;
        }
        List<X509Certificate> chain =
                of("SIGNALBOX_TARGET_CERTIFICATE", () -> Pem.certificates(certificate));
        PrivateKey secret = of("SIGNALBOX_TARGET_CERTIFICATE_KEY", () -> Pem.privateKey(key));
        if (!PrivateKeys.isPair(chain.getFirst().getPublicKey(), secret)) {
            throw new IllegalStateException(
                    "SIGNALBOX_TARGET_CERTIFICATE_KEY: %s is not the key of the first certificate of %s"
                            .formatted(key, certificate));
        }
        KeyStore store = emptyStore();
        store.setKeyEntry("own", secret, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509ExtendedKeyManager found) {
                return found;
            }
        }
        throw new IllegalStateException("every JDK has a manager of X.509 keys");
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static <T> T of(String variable, java.util.function.Supplier<T> file) {
        try {
            return file.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(variable + ": " + e.getMessage(), e);
        }
    }
}
