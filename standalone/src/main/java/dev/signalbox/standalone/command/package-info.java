/// The command line: a class a command.
@NullMarked
package dev.signalbox.standalone.command;

import org.jspecify.annotations.NullMarked;
