/// Tests.
@NullMarked
package dev.signalbox.notifier.usage;

import org.jspecify.annotations.NullMarked;
