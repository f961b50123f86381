/// Remembering ids.
@NullMarked
package dev.signalbox.contract.seen;

import org.jspecify.annotations.NullMarked;
