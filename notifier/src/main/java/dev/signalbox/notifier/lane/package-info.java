/// The lanes: where deliveries wait for their target. One lock guards all but the face, [Lanes].
@NullMarked
package dev.signalbox.notifier.lane;

import org.jspecify.annotations.NullMarked;
