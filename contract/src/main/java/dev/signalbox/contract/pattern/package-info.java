/// Patterns: which events a rule wants, how they are parsed, judged and checked.
@NullMarked
package dev.signalbox.contract.pattern;

import org.jspecify.annotations.NullMarked;
