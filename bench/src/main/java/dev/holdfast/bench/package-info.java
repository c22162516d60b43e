/** What benchmarks of several modules share. */
@NullMarked
package dev.holdfast.bench;

import org.jspecify.annotations.NullMarked;
