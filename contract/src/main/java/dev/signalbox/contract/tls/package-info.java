/// The private keys of certificates, read in one way for the HTTP server and for calls to targets.
@NullMarked
package dev.signalbox.contract.tls;

import org.jspecify.annotations.NullMarked;
