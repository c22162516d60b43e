/**
 * Puts the parts together. Read {@link dev.holdfast.server.wiring.JobRun} first: a run from its job
 * files to its summary.
 */
@NullMarked
package dev.holdfast.server.wiring;

import org.jspecify.annotations.NullMarked;
