/**
 * Tests of the state machine. Read the stories under {@code src/test/stories} first, then {@code
 * NaiveQueue}, the same rules written as dumbly as possible.
 */
@NullMarked
package dev.holdfast.core;

import org.jspecify.annotations.NullMarked;
