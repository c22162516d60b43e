/**
 * A test kit: a disk in memory that loses what was not synced, fails when told to, and is the same
 * for the same seed.
 *
 * <p>Read {@link dev.holdfast.storage.sim.SimulatedDisk} first: it says what is modelled and what
 * is not.
 */
@NullMarked
package dev.holdfast.storage.sim;

import org.jspecify.annotations.NullMarked;
