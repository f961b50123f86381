/// What the rooms agree on.
@NullMarked
package dev.signalbox.contract;

import org.jspecify.annotations.NullMarked;
