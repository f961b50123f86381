/// The HTTP server that every room shares: error bodies, limits, probes, metrics.
@NullMarked
package dev.signalbox.web;

import org.jspecify.annotations.NullMarked;
