package dev.signalbox.notifier.tls;

import java.io.IOException;

/// A connection ended after its receiver had asked for a client certificate, and before it
/// answered.
public final class ClientCertificateFailure extends IOException {
    private static final long serialVersionUID = 1;

    /// @param shown whether there was a certificate for it
    ClientCertificateFailure(boolean shown, IOException cause) {
        super(
                shown
                        ? "it does not accept the client certificate of"
                                + " SIGNALBOX_TARGET_CERTIFICATE"
                        : "it asks for a client certificate, and there is none for it; an operator"
                                + " can give one by SIGNALBOX_TARGET_CERTIFICATE",
                cause);
    }
}
