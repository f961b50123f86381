/// What every kind of target has in common: a delivery goes out, a reply comes back.
@NullMarked
package dev.signalbox.notifier.channel;

import org.jspecify.annotations.NullMarked;
