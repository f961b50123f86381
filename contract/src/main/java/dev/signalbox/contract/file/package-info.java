/// Files and folders of a process: written whole or not at all, and used by one process alone.
@NullMarked
package dev.signalbox.contract.file;

import org.jspecify.annotations.NullMarked;
