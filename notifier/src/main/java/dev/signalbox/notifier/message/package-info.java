/// Messages to people about events, whatever the channel.
@NullMarked
package dev.signalbox.notifier.message;

import org.jspecify.annotations.NullMarked;
