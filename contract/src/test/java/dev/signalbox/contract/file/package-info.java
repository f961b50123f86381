@NullMarked
package dev.signalbox.contract.file;

import org.jspecify.annotations.NullMarked;
