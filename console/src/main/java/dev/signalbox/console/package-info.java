/// What people see and change: the catalog, buses, rules, usage.
@NullMarked
package dev.signalbox.console;

import org.jspecify.annotations.NullMarked;
