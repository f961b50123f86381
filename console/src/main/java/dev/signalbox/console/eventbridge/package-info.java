/// EventBridge's API, translated to the console's own operations and back.
@NullMarked
package dev.signalbox.console.eventbridge;

import org.jspecify.annotations.NullMarked;
