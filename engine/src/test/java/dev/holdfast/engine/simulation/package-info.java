/**
 * The whole engine on a simulated disk, worked by simulated clients and workers that are slow, die,
 * come back too late, answer twice, and see clocks that jump; all from one seed. Read {@link
 * dev.holdfast.engine.simulation.SimulationTest}, then {@link
 * dev.holdfast.engine.simulation.Simulation}; what must hold stands in {@link
 * dev.holdfast.engine.simulation.Promises}.
 */
@NullMarked
package dev.holdfast.engine.simulation;

import org.jspecify.annotations.NullMarked;
