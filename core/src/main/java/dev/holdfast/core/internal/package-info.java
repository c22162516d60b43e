/**
 * What the state machine is built of, knowing nothing of jobs but their slots: small numbers given
 * in the order of enqueueing. {@link dev.holdfast.core.internal.SlotHeap} orders slots, {@link
 * dev.holdfast.core.internal.DependencyGraph} links them.
 */
@NullMarked
package dev.holdfast.core.internal;

import org.jspecify.annotations.NullMarked;
