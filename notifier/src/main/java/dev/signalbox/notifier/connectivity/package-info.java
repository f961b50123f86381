/// Test Connectivity: people try a target before they rely on it.
@NullMarked
package dev.signalbox.notifier.connectivity;

import org.jspecify.annotations.NullMarked;
