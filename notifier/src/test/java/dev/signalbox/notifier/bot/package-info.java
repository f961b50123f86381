/// Tests.
@NullMarked
package dev.signalbox.notifier.bot;

import org.jspecify.annotations.NullMarked;
