/// Tests.
@NullMarked
package dev.signalbox.notifier.mail;

import org.jspecify.annotations.NullMarked;
