/// The room where people see and change things; each of its packages is a wing or serves several.
@NullMarked
package dev.signalbox.console;

import org.jspecify.annotations.NullMarked;
