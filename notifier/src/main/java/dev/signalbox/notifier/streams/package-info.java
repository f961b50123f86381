/// What the topologies of the notifier share: configuration, and the nets below them.
@NullMarked
package dev.signalbox.notifier.streams;

import org.jspecify.annotations.NullMarked;
