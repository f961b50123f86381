package dev.signalbox.contract.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The reader of private keys of certificates, of the algorithms RSA, EC and EdDSA.
public final class PrivateKeys {
    private PrivateKeys() {}

    /// Reads a key in PKCS #8 (RFC 5958); null where it is damaged or of another algorithm.
    public static @Nullable PrivateKey ofPkcs8(byte[] encoded) {
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (GeneralSecurityException e) {
                // The next one may be its algorithm.
            }
        }
        return null;
    }

    /// Whether the public key confirms what the private one has signed.
    public static boolean isPair(PublicKey open, PrivateKey secret) {
        String algorithm =
                switch (secret.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(secret);
            signature.update((byte) 1);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update((byte) 1);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // not even of one algorithm
        }
    }
}
