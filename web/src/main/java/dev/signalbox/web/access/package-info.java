/// The access checks of the HTTP server: sites, hosts, networks, keys, signatures, rates.
@NullMarked
package dev.signalbox.web.access;

import org.jspecify.annotations.NullMarked;
