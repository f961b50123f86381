/// The parts of EventBridge calls that all operations share: members, pages and errors.
@NullMarked
package dev.signalbox.console.eventbridge.call;

import org.jspecify.annotations.NullMarked;
