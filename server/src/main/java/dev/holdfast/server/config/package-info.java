/**
 * The configuration: read {@link dev.holdfast.server.config.ServerConfig} for what can be set, then
 * {@link dev.holdfast.server.config.ConfigFile} for how a file says it.
 */
@NullMarked
package dev.holdfast.server.config;

import org.jspecify.annotations.NullMarked;
