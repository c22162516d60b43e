/**
 * What appenders and the log's thread share. These classes are hidden in their module, so their
 * tests are in the package that hides them.
 */
@NullMarked
package dev.holdfast.wal.internal;

import org.jspecify.annotations.NullMarked;
