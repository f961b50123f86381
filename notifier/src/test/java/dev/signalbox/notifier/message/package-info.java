/// Tests.
@NullMarked
package dev.signalbox.notifier.message;

import org.jspecify.annotations.NullMarked;
