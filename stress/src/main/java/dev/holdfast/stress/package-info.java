/**
 * What two threads may see of each other through our types, tried out on real processors. One
 * package a module, one class a subject; each nested class is a test with all outcomes that it
 * allows. Read {@link dev.holdfast.stress.concurrency.SemaphoreStress} first.
 */
@NullMarked
package dev.holdfast.stress;

import org.jspecify.annotations.NullMarked;
