/// The command `signalbox tail`: follows a stream of a running Signalbox and prints it.
@NullMarked
package dev.signalbox.standalone.tail;

import org.jspecify.annotations.NullMarked;
