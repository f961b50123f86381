package dev.signalbox.web.tls;

import dev.signalbox.contract.settings.InvalidSettings;
import dev.signalbox.contract.settings.TlsFiles;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that the HTTP server shows, from two files that are looked at every second.
///
/// A changed certificate counts for new connections; those that are open keep theirs. Files that
/// cannot be used change nothing and are logged once, if they are still so at the next look: two
/// files are seldom replaced at the same moment. One thread looks; handshakes read what it found.
public final class ServerCertificate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final TlsFiles files;
    private final SSLContext context;
    private final Gauge broken;
    private final Thread watch;
    private volatile InForce inForce;
    private String problem = "";
    private boolean said;

    /// The newest content of the files, and the one before for handshakes that began with it.
    private record InForce(int number, CertificateFiles newest, CertificateFiles before) {
        CertificateFiles of(String alias) {
            return alias.equals(alias()) ? newest : before;
        }

        String alias() {
            return Integer.toString(number);
        }
    }

    private ServerCertificate(TlsFiles files, PrometheusRegistry metrics) {
        this.files = files;
        CertificateFiles first = CertificateFiles.read(files);
        inForce = new InForce(0, first, first);
        try {
            context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Current()}, null, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
        broken =
                Gauge.builder()
                        .name("signalbox_http_certificate_broken")
                        .help(
                                "1 while the certificate's files cannot be used and an older one counts")
                        .register(metrics);
        GaugeWithCallback.builder()
                .name("signalbox_http_certificate_expires_timestamp_seconds")
                .help("When the certificate of the HTTP server expires")
                .callback(gauge ->
                        gauge.call((double) own().getNotAfter().toInstant().getEpochSecond()))
                .register(metrics);
        watch = Thread.ofVirtual().name("signalbox-certificate").unstarted(this::watch);
    }

    /// Checks that the files can be used.
    ///
    /// @throws InvalidSettings in one line, when they cannot
    public static void check(TlsFiles files) {
        CertificateFiles.read(files);
    }

    /// Reads the files and begins to look for changes.
    ///
    /// @throws InvalidSettings in one line, when they cannot be used
    public static ServerCertificate open(TlsFiles files, PrometheusRegistry metrics) {
        var certificate = new ServerCertificate(files, metrics);
        certificate.watch.start();
        return certificate;
    }

    /// The context of TLS connections, which always have the newest certificate.
    public SSLContext context() {
        return context;
    }

    private X509Certificate own() {
        return inForce.newest().chain().getFirst();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_LOOKS);
                look();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void look() {
        try {
            CertificateFiles found = CertificateFiles.read(files);
            InForce now = inForce;
            if (!found.isAs(now.newest())) {
                inForce = new InForce(now.number() + 1, found, now.newest());
                LOG.atInfo()
                        .addKeyValue("subject", own().getSubjectX500Principal())
                        .addKeyValue("until", own().getNotAfter().toInstant())
                        .log("took up the changed certificate");
            }
            problem = "";
            broken.set(0);
        } catch (InvalidSettings e) {
            String found = String.valueOf(e.getMessage());
            if (!found.equals(problem)) {
                problem = found;
                said = false;
            } else if (!said) {
                said = true;
                broken.set(1);
                LOG.atError()
                        .addKeyValue("reason", found)
                        .log("the changed certificate cannot be used; the one before stays");
            }
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("cannot look at the certificate");
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }

    /// Gives each handshake the newest certificate. The alias says which, so that certificate and
    /// key are of one time.
    private final class Current extends X509ExtendedKeyManager {
        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            return alias(keyType);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, Socket socket) {
            return alias(keyType);
        }

        private @Nullable String alias(String keyType) {
            InForce now = inForce;
            return keyType.equals(now.newest().key().getAlgorithm()) ? now.alias() : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return inForce.of(alias).chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return inForce.of(alias).key();
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {inForce.alias()};
        }

        @Override
        public String @Nullable [] getClientAliases(
                String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }
    }
}
