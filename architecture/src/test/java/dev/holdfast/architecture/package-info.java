/**
 * Rules that hold across modules, and proof that each of them sees something and can fail.
 *
 * <p>Read {@link dev.holdfast.architecture.ModuleTable} first: who may import whom. Each rule is a
 * class of its own with a test beside it; the test runs it over the built classes, and once more
 * over {@code planted}, where some classes break it on purpose and others only come close.
 */
@NullMarked
package dev.holdfast.architecture;

import org.jspecify.annotations.NullMarked;
