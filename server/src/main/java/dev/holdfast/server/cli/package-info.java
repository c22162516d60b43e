/**
 * The command line. Read {@link dev.holdfast.server.cli.HoldfastCommand} first: all commands;
 * {@link dev.holdfast.server.cli.Failures} says what each failure means for the exit code.
 */
@NullMarked
package dev.holdfast.server.cli;

import org.jspecify.annotations.NullMarked;
