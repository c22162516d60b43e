/**
 * The promises of log, snapshots and queue, held against every crash that a simulated disk knows.
 * Read {@link dev.holdfast.server.torture.Ordeal} first: what a component does, and what must hold
 * after; then {@link dev.holdfast.server.torture.Torture}, which goes from crash to crash.
 */
@NullMarked
package dev.holdfast.server.torture;

import org.jspecify.annotations.NullMarked;
