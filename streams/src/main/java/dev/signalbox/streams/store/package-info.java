/// The files of state stores: what is spoiled is dropped, and read anew from the changelog.
@NullMarked
package dev.signalbox.streams.store;

import org.jspecify.annotations.NullMarked;
