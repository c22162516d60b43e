/**
 * Defects of widely used libraries, each shown by a small program: run any of them, or {@link
 * dev.holdfast.bench.defects.Defects} for all. A test asserts that each is still there in the
 * version that the parent POM pins, so that no claim outlives its reason. Read {@link
 * dev.holdfast.bench.defects.Finding} first.
 */
@NullMarked
package dev.holdfast.bench.defects;

import org.jspecify.annotations.NullMarked;
