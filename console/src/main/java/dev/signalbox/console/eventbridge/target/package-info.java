/// The translation of targets between EventBridge's `TargetEntry` and the JSON that people write.
@NullMarked
package dev.signalbox.console.eventbridge.target;

import org.jspecify.annotations.NullMarked;
