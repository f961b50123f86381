/// The bounded search of topics: what has happened, read anew for each question.
@NullMarked
package dev.signalbox.console.history;

import org.jspecify.annotations.NullMarked;
