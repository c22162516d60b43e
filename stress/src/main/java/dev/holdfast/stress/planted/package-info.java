/** What a stress test must find: it shows that a run is long enough, and that a failure fails. */
@NullMarked
package dev.holdfast.stress.planted;

import org.jspecify.annotations.NullMarked;
