/**
 * The HTTP port: {@link dev.holdfast.server.http.MetricsServer} serves what {@link
 * dev.holdfast.server.http.Pages} holds.
 */
@NullMarked
package dev.holdfast.server.http;

import org.jspecify.annotations.NullMarked;
