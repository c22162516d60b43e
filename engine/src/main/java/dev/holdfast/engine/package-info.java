/** The durable queue, embeddable without any network. */
@NullMarked
package dev.holdfast.engine;

import org.jspecify.annotations.NullMarked;
