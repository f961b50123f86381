/// What people are told of an event, whatever the channel.
@NullMarked
package dev.signalbox.notifier.message;

import org.jspecify.annotations.NullMarked;
