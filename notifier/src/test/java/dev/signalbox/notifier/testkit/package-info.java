/// What the tests of the notifier share.
@NullMarked
package dev.signalbox.notifier.testkit;

import org.jspecify.annotations.NullMarked;
