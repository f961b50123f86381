package dev.signalbox.notifier.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The certificate that is shown to receivers that ask for one, where there is one; notes who asks.
final class OwnCertificate extends X509ExtendedKeyManager {
    private final @Nullable X509ExtendedKeyManager keys;
    private final AskedReceivers asked;

    /// @param keys null where there is no certificate
    OwnCertificate(@Nullable X509ExtendedKeyManager keys, AskedReceivers asked) {
        this.keys = keys;
        this.asked = asked;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        String alias = keys == null ? null : keys.chooseClientAlias(keyTypes, issuers, socket);
        asked.asked(socket, alias != null);
        return alias;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return keys == null ? null : keys.getClientAliases(keyType, issuers);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return keys == null ? null : keys.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return keys == null ? null : keys.getPrivateKey(alias);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
