/**
 * The file port: the few operations through which everything durable is written, each with what a
 * crash may leave behind.
 *
 * <p>Read {@link dev.holdfast.storage.Directory} first, then {@link dev.holdfast.storage.DataFile}:
 * they are the contract. {@link dev.holdfast.storage.DiskDirectory} is the real disk; a disk that
 * fails on request is in {@link dev.holdfast.storage.sim}.
 */
@NullMarked
package dev.holdfast.storage;

import org.jspecify.annotations.NullMarked;
