/// Tests of the lanes.
@NullMarked
package dev.signalbox.notifier.lane;

import org.jspecify.annotations.NullMarked;
