/// Tests.
@NullMarked
package dev.signalbox.notifier.retry;

import org.jspecify.annotations.NullMarked;
