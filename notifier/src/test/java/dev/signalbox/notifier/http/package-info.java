/// Tests.
@NullMarked
package dev.signalbox.notifier.http;

import org.jspecify.annotations.NullMarked;
