/// Sample events that are shipped.
@NullMarked
package dev.signalbox.contract.samples;

import org.jspecify.annotations.NullMarked;
