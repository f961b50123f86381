package dev.signalbox.notifier.tls;

import java.io.EOFException;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a failure of TLS means, in plain words: what is wrong and who can mend it.
///
/// Java tells the kinds apart by the causes of its exceptions and, where these are the same, by
/// words that it does not translate. Alerts, which the receiver sends, are those of RFC 8446, 6.2.
public final class TlsFailure {
    private static final String OURS =
            "it does not accept the client certificate of SIGNALBOX_TARGET_CERTIFICATE";
    private static final String UNSAFE =
            "its certificate is signed or keyed in a way that is no longer safe; its owner has to"
                    + " renew it";
    private static final String UNKNOWN_AUTHORITY =
            "its certificate is of an authority that is not known here, or those between are not"
                    + " sent along; an operator can add the authority by SIGNALBOX_TARGET_CA";
    private static final String ALERT = "fatal alert: ";
    private static final Map<String, String> ALERTS =
            Map.ofEntries(
                    Map.entry(
                            "certificate_required",
                            "it asks for a client certificate; an operator can give one by SIGNALBOX_TARGET_CERTIFICATE"),
                    Map.entry("bad_certificate", OURS),
                    Map.entry("unsupported_certificate", OURS),
                    Map.entry("certificate_revoked", OURS + ": it is revoked"),
                    Map.entry("certificate_expired", OURS + ": it has expired"),
                    Map.entry("certificate_unknown", OURS),
                    Map.entry("unknown_ca", OURS + ": it does not know its authority"),
                    Map.entry("access_denied", OURS),
                    Map.entry("unrecognized_name", "it does not serve that host name"),
                    Map.entry("protocol_version", "it speaks no version of TLS from 1.2 on"),
                    Map.entry("insufficient_security", "it and Signalbox have no cipher in common"),
                    Map.entry(
                            "handshake_failure",
                            "it refuses the handshake: most likely it and Signalbox have no cipher in common, or it asks for a client certificate"));

    private TlsFailure() {}

    /// The words for a failure, to be read after "no TLS with host: ".
    public static String words(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String words = words(cause);
            if (words != null) {
                return words;
            }
        }
        return "the handshake failed";
    }

    private static @Nullable String words(Throwable failure) {
        return switch (failure) {
            case ClientCertificateFailure certificate -> certificate.getMessage();
            case CertificateExpiredException _ ->
                    "its certificate has expired; its owner has to renew it";
            case CertificateNotYetValidException _ ->
                    "its certificate is not valid yet; check the clocks of both machines";
            case CertPathBuilderException _ -> UNKNOWN_AUTHORITY;
            case CertPathValidatorException invalid -> invalidPath(invalid);
            case CertificateException other -> ofCertificate(text(other));
            case EOFException _ -> "it closed the connection during the handshake";
            default -> ofText(text(failure));
        };
    }

    private static @Nullable String invalidPath(CertPathValidatorException failure) {
        if (failure.getCause() instanceof CertificateException) {
            return null; // which says more
        }
        return switch (failure.getReason()) {
            case BasicReason.ALGORITHM_CONSTRAINED -> UNSAFE;
            case BasicReason.REVOKED -> "its certificate is revoked";
            default -> UNKNOWN_AUTHORITY;
        };
    }

    private static @Nullable String ofCertificate(String text) {
        if (text.contains("subject alternative") || text.contains("no name matching")) {
            return "its certificate is for another host name; call it by a name in the certificate,"
                    + " or its owner has to renew it";
        }
        if (text.contains("algorithm constraints")) {
            return UNSAFE;
        }
        return null;
    }

    private static @Nullable String ofText(String text) {
        int alert = text.indexOf(ALERT);
        if (alert >= 0) {
            String name = text.substring(alert + ALERT.length()).strip();
            return ALERTS.getOrDefault(name, "it ended the handshake (%s)".formatted(name));
        }
        if (text.contains("unrecognized ssl message") || text.contains("plaintext connection")) {
            return "it does not speak TLS there; the url may have to begin with http://, or to name"
                    + " another port";
        }
        if (text.contains("server selected") && text.contains("version")) {
            return ALERTS.get("protocol_version");
        }
        return text.contains("terminated the handshake") || text.contains("closed inbound")
                ? "it closed the connection during the handshake"
                : null;
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? "" : message.toLowerCase(Locale.ROOT);
    }
}
