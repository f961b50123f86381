/// Tests.
@NullMarked
package dev.signalbox.notifier.phone;

import org.jspecify.annotations.NullMarked;
