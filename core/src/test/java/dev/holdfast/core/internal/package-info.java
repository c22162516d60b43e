/** Tests of the indexes, each against a plain collection of the JDK. */
@NullMarked
package dev.holdfast.core.internal;

import org.jspecify.annotations.NullMarked;
