/**
 * What the state machine is built of, knowing nothing of jobs but their slots: small numbers given
 * in the order of enqueueing.
 */
@NullMarked
package dev.holdfast.core.internal;

import org.jspecify.annotations.NullMarked;
