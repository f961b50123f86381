/// The past: events, and the bounded search of topics that answers each question.
@NullMarked
package dev.signalbox.console.history;

import org.jspecify.annotations.NullMarked;
