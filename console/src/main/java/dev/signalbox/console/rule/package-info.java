/// Buses, rules, patterns and the catalog: the API that people use, and the changes behind it.
@NullMarked
package dev.signalbox.console.rule;

import org.jspecify.annotations.NullMarked;
