/// Tracing by OpenTelemetry: the one package that knows its libraries.
@NullMarked
package dev.signalbox.standalone.tracing;

import org.jspecify.annotations.NullMarked;
