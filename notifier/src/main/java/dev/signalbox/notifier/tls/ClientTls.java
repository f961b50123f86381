package dev.signalbox.notifier.tls;

import dev.signalbox.contract.net.HostName;
import dev.signalbox.contract.settings.TlsSettings;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// The TLS of calls to receivers. It trusts the authorities that Java trusts and those of
/// `SIGNALBOX_TARGET_CA`, and shows the certificate of `SIGNALBOX_TARGET_CERTIFICATE` to receivers
/// that ask for one.
///
/// Every host name is sent along (SNI), and must be in the receiver's certificate; Java by itself
/// sends only names with a dot. For any thread.
public final class ClientTls {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private final Supplier<SSLContext> contexts;
    private final AskedReceivers asked;

    private ClientTls(Supplier<SSLContext> contexts, AskedReceivers asked) {
        this.contexts = contexts;
        this.asked = asked;
    }

    /// TLS by the files of the settings, which are read again when they change.
    ///
    /// @throws IllegalStateException naming the setting whose file cannot be used
    public static ClientTls of(TlsSettings settings) {
        var asked = new AskedReceivers();
        return new ClientTls(new TlsFiles(settings, asked)::context, asked);
    }

    /// TLS by a context that was made elsewhere.
    public static ClientTls of(SSLContext context) {
        return new ClientTls(() -> context, new AskedReceivers());
    }

    /// Begins TLS on a connection, which is closed where that fails.
    ///
    /// @param host the receiver's name in any letters, or its address
    public SSLSocket begin(Socket connected, String host, int port) throws IOException {
        SSLSocket tls = around(connected, host, port);
        try {
            tls.startHandshake();
        } catch (IOException e) {
            tls.close();
            throw explained(tls, e);
        }
        return tls;
    }

    /// Puts TLS around a connection, for somebody else to begin it.
    ///
    /// @param host the receiver's name in any letters, or its address
    public SSLSocket around(Socket connected, String host, int port) throws IOException {
        String name = name(host);
        var tls = (SSLSocket) sockets().createSocket(connected, name, port, true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!ADDRESS.matcher(name).matches()) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        tls.setSSLParameters(parameters);
        return tls;
    }

    /// What makes its sockets at present.
    public SSLSocketFactory sockets() {
        return contexts.get().getSocketFactory();
    }

    /// The failure of a connection before its first answer; one of the client certificate where the
    /// receiver asked for that.
    public IOException explained(SSLSocket tls, IOException failure) {
        Boolean shown = asked.wasShown(tls);
        return shown == null || isOurRefusal(failure)
                ? failure
                : new ClientCertificateFailure(shown, failure);
    }

    private static boolean isOurRefusal(Throwable failure) {
        return failure instanceof CertificateException
                || (failure.getCause() != null && isOurRefusal(failure.getCause()));
    }

    private static String name(String host) {
        String ascii = HostName.ascii(host);
        return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    }
}
