/** Telemetry names and their bindings. */
@NullMarked
package dev.holdfast.observability;

import org.jspecify.annotations.NullMarked;
