/** What the threads that measure share. */
@NullMarked
package dev.holdfast.stress.observability;

import org.jspecify.annotations.NullMarked;
