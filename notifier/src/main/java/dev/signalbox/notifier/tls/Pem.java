package dev.signalbox.notifier.tls;

import dev.signalbox.contract.tls.PrivateKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads PEM files (RFC 7468): certificates, and a private key in PKCS #8.
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private Pem() {}

    /// All certificates of a file.
    ///
    /// @throws IllegalArgumentException saying what is wrong with the file
    static List<X509Certificate> certificates(Path file) {
        var found = new ArrayList<X509Certificate>();
        Matcher blocks = BLOCK.matcher(text(file));
        try {
            var factory = CertificateFactory.getInstance("X.509");
            while (blocks.find()) {
                if (blocks.group(1).endsWith("CERTIFICATE")) {
                    byte[] bytes = Base64.getMimeDecoder().decode(blocks.group(2));
                    found.add(
                            (X509Certificate)
                                    factory.generateCertificate(new ByteArrayInputStream(bytes)));
                }
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "certificate %d of %s cannot be read".formatted(found.size() + 1, file));
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    file + " holds no certificate, which begins with -----BEGIN CERTIFICATE-----");
        }
        return found;
    }

    /// The private key of a file.
    ///
    /// @throws IllegalArgumentException saying what is wrong with the file
    static PrivateKey privateKey(Path file) {
        Matcher blocks = BLOCK.matcher(text(file));
        while (blocks.find()) {
            if (blocks.group(1).equals("PRIVATE KEY")) {
                return privateKey(file, Base64.getMimeDecoder().decode(blocks.group(2)));
            }
        }
        throw new IllegalArgumentException(
                file
                        + " holds no unencrypted key in PKCS #8, which begins with -----BEGIN"
                        + " PRIVATE KEY-----; openssl pkcs8 -topk8 -nodes makes one of other keys");
    }

    private static PrivateKey privateKey(Path file, byte[] encoded) {
        PrivateKey key = PrivateKeys.ofPkcs8(encoded);
        if (key == null) {
            throw new IllegalArgumentException(
                    "the key of " + file + " is none of RSA, EC and Ed25519");
        }
        return key;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + " does not exist");
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read");
        }
    }
}
