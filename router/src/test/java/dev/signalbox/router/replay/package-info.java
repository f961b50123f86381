@org.jspecify.annotations.NullMarked
package dev.signalbox.router.replay;
