/**
 * Composition, configuration and command line. {@link dev.holdfast.server.Main} hands over to
 * {@code cli}, which lets {@code wiring} do the work.
 */
@NullMarked
package dev.holdfast.server;

import org.jspecify.annotations.NullMarked;
