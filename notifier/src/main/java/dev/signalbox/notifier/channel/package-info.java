/// The parts that every channel shares: a delivery goes out, a reply comes back.
@NullMarked
package dev.signalbox.notifier.channel;

import org.jspecify.annotations.NullMarked;
