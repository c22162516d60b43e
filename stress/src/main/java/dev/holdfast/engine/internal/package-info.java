/**
 * What the threads of an engine share. These classes are hidden in their module, so their tests are
 * in the package that hides them.
 */
@NullMarked
package dev.holdfast.engine.internal;

import org.jspecify.annotations.NullMarked;
