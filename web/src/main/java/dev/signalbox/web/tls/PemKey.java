package dev.signalbox.web.tls;

import dev.signalbox.contract.tls.PrivateKeys;
import java.io.ByteArrayOutputStream;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The reader of private keys in PEM: PKCS #8 (RFC 7468), and RSA's older form (RFC 8017).
final class PemKey {
    private static final Pattern BLOCK =
            Pattern.compile(
                    "-----BEGIN ([A-Z ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    /// What comes before RSA's own form in PKCS #8: version 0 and the algorithm.
    private static final byte[] RSA =
            HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private PemKey() {}

    /// Reads the key in a text, in which other blocks may stand as well.
    ///
    /// @throws IllegalArgumentException with what is wrong, as the end of a sentence; it quotes
    ///   nothing
    static PrivateKey parse(String pem) {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new IllegalArgumentException(
                    pem.contains("ENCRYPTED")
                            ? encrypted()
                            : "holds no private key in PEM (BEGIN PRIVATE KEY)");
        }
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("holds a key that is damaged", e);
        }
        return switch (block.group(1)) {
            case "PRIVATE KEY" -> key(bytes);
            case "RSA PRIVATE KEY" -> key(sequence(RSA, element(0x04, bytes)));
            case "ENCRYPTED PRIVATE KEY" -> throw new IllegalArgumentException(encrypted());
            default ->
                    throw new IllegalArgumentException(
                            "holds a key in an older form (%s); `openssl pkcs8 -topk8 -nocrypt` converts it"
                                    .formatted(block.group(1)));
        };
    }

    private static String encrypted() {
        return "holds a key that is encrypted; `openssl pkcs8 -topk8 -nocrypt` decrypts it";
    }

    private static PrivateKey key(byte[] pkcs8) {
        PrivateKey key = PrivateKeys.ofPkcs8(pkcs8);
        if (key == null) {
            throw new IllegalArgumentException(
                    "holds a key that is damaged, or neither RSA nor EC nor EdDSA");
        }
        return key;
    }

    private static byte[] sequence(byte[] first, byte[] second) {
        var content = new ByteArrayOutputStream();
        content.writeBytes(first);
        content.writeBytes(second);
        return element(0x30, content.toByteArray());
    }

    /// An element of DER.
    private static byte[] element(int tag, byte[] content) {
        var element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length < 0x80) {
            element.write(content.length);
        } else {
            int bytes = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
            element.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                element.write(content.length >> (8 * i));
            }
        }
        element.writeBytes(content);
        return element.toByteArray();
    }
}
