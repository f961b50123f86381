/// The delivery engine: from the topic through lanes to the targets, and the books that are kept.
@NullMarked
package dev.signalbox.notifier.lane;

import org.jspecify.annotations.NullMarked;
