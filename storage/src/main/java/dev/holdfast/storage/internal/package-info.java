/** What the disk and its simulation share. */
@NullMarked
package dev.holdfast.storage.internal;

import org.jspecify.annotations.NullMarked;
