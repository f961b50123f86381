/// The router: deduplicates events, matches them with the rules, and makes one delivery per matched
/// target.
@NullMarked
package dev.signalbox.router;

import org.jspecify.annotations.NullMarked;
