/// Tests of attempts.
@NullMarked
package dev.signalbox.notifier.attempt;

import org.jspecify.annotations.NullMarked;
