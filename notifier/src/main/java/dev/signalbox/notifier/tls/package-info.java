/// TLS with receivers: which certificates are trusted and shown, and what its failures mean.
@NullMarked
package dev.signalbox.notifier.tls;

import org.jspecify.annotations.NullMarked;
