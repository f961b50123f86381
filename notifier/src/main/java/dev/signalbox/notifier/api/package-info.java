/// What the paths that the notifier answers have in common.
@NullMarked
package dev.signalbox.notifier.api;

import org.jspecify.annotations.NullMarked;
