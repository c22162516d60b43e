/** Three classic mistakes of concurrent programs, each as it happens and as it is cured. */
@NullMarked
package dev.holdfast.examples.mistakes;

import org.jspecify.annotations.NullMarked;
