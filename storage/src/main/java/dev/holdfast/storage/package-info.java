/** The file port: directories, data files, locks. */
@NullMarked
package dev.holdfast.storage;

import org.jspecify.annotations.NullMarked;
