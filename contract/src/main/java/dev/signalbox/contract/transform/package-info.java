/// Transforms: what is made of an event before it is sent, prepared once and applied to many.
@NullMarked
package dev.signalbox.contract.transform;

import org.jspecify.annotations.NullMarked;
