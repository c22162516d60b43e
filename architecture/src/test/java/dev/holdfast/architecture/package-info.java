/** Rules that hold across modules, and proof that each of them saw something. */
@NullMarked
package dev.holdfast.architecture;

import org.jspecify.annotations.NullMarked;
