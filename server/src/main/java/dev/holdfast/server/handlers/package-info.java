/**
 * What jobs can do. Read {@link dev.holdfast.server.handlers.Task} first: the payloads that are
 * understood; {@link dev.holdfast.server.handlers.BuiltInHandlers} carries them out.
 */
@NullMarked
package dev.holdfast.server.handlers;

import org.jspecify.annotations.NullMarked;
