/** The programs that the documentation quotes; the build runs them. */
@NullMarked
package dev.holdfast.examples;

import org.jspecify.annotations.NullMarked;
