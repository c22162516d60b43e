/** Tests of the test kit: the simulated disk is as bad as it says, and no worse. */
@NullMarked
package dev.holdfast.storage.sim;

import org.jspecify.annotations.NullMarked;
