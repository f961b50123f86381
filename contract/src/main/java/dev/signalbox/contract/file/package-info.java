/// Files of the data folder: written whole, or not at all.
@NullMarked
package dev.signalbox.contract.file;

import org.jspecify.annotations.NullMarked;
