@NullMarked
package dev.signalbox.contract.rule;

import org.jspecify.annotations.NullMarked;
