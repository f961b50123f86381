/// Tests.
@NullMarked
package dev.signalbox.notifier.lane;

import org.jspecify.annotations.NullMarked;
