/// The receiver that prints notifications, for trying rules.
@NullMarked
package dev.signalbox.standalone.receive;

import org.jspecify.annotations.NullMarked;
