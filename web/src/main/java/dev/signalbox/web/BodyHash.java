package dev.signalbox.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/// The hash that a request says its body has, and that its sender has signed.
public record BodyHash(Form form, String text) {
    /// A kind of hash and how it is written.
    public enum Form {
        /// `x-acs-content-sha256`, in hexadecimal.
        SHA_256("SHA-256"),
        /// `Content-MD5`, in base64.
        MD5("MD5");

        private final String algorithm;

        Form(String algorithm) {
            this.algorithm = algorithm;
        }

        /// The hash of these bytes, written so.
        public String of(byte[] body) {
            byte[] hash;
            try {
                hash = MessageDigest.getInstance(algorithm).digest(body);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has " + algorithm, e);
            }
            return switch (this) {
                case SHA_256 -> HexFormat.of().formatHex(hash);
                case MD5 -> Base64.getEncoder().encodeToString(hash);
            };
        }
    }

    /// @throws ApiException 401 when the body has another hash
    void check(byte[] body) {
        byte[] expected = form.of(body).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, text.getBytes(StandardCharsets.UTF_8))) {
            throw new ApiException(
                    401, "SignatureDoesNotMatch", "the body has another hash than was signed");
        }
    }
}
