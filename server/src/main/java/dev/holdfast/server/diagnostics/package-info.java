/**
 * Looks into a process that is running: where its time, its memory and its waiting go, and what its
 * threads do. Read {@link dev.holdfast.server.diagnostics.RunningProcess} first: how the process is
 * found. Nothing in that process has to be prepared; it is asked through the JDK's own {@code
 * jcmd}.
 */
@NullMarked
package dev.holdfast.server.diagnostics;

import org.jspecify.annotations.NullMarked;
