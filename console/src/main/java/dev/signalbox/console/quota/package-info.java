/// The quotas of accounts, and the checks that hold changes to them.
@NullMarked
package dev.signalbox.console.quota;

import org.jspecify.annotations.NullMarked;
