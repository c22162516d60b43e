/** The job rules: a deterministic state machine. */
@NullMarked
package dev.holdfast.core;

import org.jspecify.annotations.NullMarked;
