/** Composition, configuration, HTTP API, web page and command line. */
@NullMarked
package dev.holdfast.server;

import org.jspecify.annotations.NullMarked;
