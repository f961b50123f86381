/// Tests.
@NullMarked
package dev.signalbox.notifier.connectivity;

import org.jspecify.annotations.NullMarked;
