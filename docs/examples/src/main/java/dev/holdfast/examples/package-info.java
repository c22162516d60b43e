/**
 * Small programs, each with one idea; the build runs them all. Begin with {@link
 * dev.holdfast.examples.EmbeddedQueue}. Those that write files take their folder as the argument.
 */
@NullMarked
package dev.holdfast.examples;

import org.jspecify.annotations.NullMarked;
