/**
 * Tests of the file port. {@code DirectoryContract} is what every implementation must keep; what
 * only a real disk does is in {@code DiskDirectoryTest} and {@code DiskFaultsTest}.
 */
@NullMarked
package dev.holdfast.storage;

import org.jspecify.annotations.NullMarked;
