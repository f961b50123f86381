package dev.signalbox.notifier.http;

import java.net.UnknownHostException;

/// The guard refused every address of a host.
final class AddressRefused extends UnknownHostException {
    private static final long serialVersionUID = 1;

    AddressRefused(String message) {
        super(message);
    }
}
