/// The things that every room is given when it starts.
@NullMarked
package dev.signalbox.contract.room;

import org.jspecify.annotations.NullMarked;
