package dev.signalbox.notifier.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A key and a certificate that only these tests trust, made by the JDK's own tool.
///
/// @param file a PKCS #12 key store
public record Certificates(Path file, SSLContext context) {
    /// Opens the key store.
    public static final String PASSWORD = "changeit";

    /// Makes a certificate that signs itself.
    ///
    /// @param name whom the certificate is for, such as `dns:localhost`
    public static Certificates make(Path folder, String name)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path file = folder.resolve(name.replace(':', '-') + ".p12");
        keytool(file, "server", "-ext", "san=" + name);
        return new Certificates(file, context(file));
    }

    /// Makes a certificate of an authority of its own.
    ///
    /// @param name whom the certificate is for, such as `dns:localhost`
    /// @param start from when on it is valid, such as `-20d`
    /// @param days how long it is valid
    public static Certificates signed(Path folder, String name, String start, String days)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path file = folder.resolve("signed" + start + ".p12");
        keytool(
                file,
                "authority",
                "-ext",
                "bc:critical=ca:true",
                "-startdate",
                "-90d",
                "-validity",
                "365");
        keytool(
                file,
                "server",
                "-ext",
                "san=" + name,
                "-signer",
                "authority",
                "-startdate",
                start,
                "-validity",
                days);
        return new Certificates(file, context(file));
    }

    private static void keytool(Path file, String alias, String... options)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
        command.addAll(List.of("-keyalg", "EC", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", file.toString(), "-storepass", PASSWORD));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    /// Writes the certificate of the authority to a PEM file: the certificate's own where it signs
    /// itself.
    public Path authorityTo(Path pem) throws IOException, GeneralSecurityException {
        Certificate[] chain = store(file).getCertificateChain("server");
        return write(pem, "CERTIFICATE", chain[chain.length - 1].getEncoded());
    }

    /// Writes the private key to a PEM file.
    public Path keyTo(Path pem) throws IOException, GeneralSecurityException {
        Key key = store(file).getKey("server", PASSWORD.toCharArray());
        return write(pem, "PRIVATE KEY", key.getEncoded());
    }

    private static Path write(Path pem, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(bytes);
        return Files.writeString(
                pem, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, text, what));
    }

    private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        store.deleteEntry("authority");
        return store;
    }

    /// A context that shows this certificate, and trusts another alone.
    public SSLContext trusting(Certificates other) throws IOException, GeneralSecurityException {
        return context(store(file), store(other.file));
    }

    private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
        return context(store(file), store(file));
    }

    private static SSLContext context(KeyStore store, KeyStore trusted)
            throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
