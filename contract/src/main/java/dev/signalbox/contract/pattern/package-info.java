/// Patterns: which events a rule wants, and the machine that matches many of them at once.
@NullMarked
package dev.signalbox.contract.pattern;

import org.jspecify.annotations.NullMarked;
