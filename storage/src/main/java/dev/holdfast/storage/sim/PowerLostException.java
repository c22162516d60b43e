package dev.holdfast.storage.sim;

import java.io.IOException;

/** The simulated machine is off: nothing written from now on reaches its disk. */
public final class PowerLostException extends IOException {
  private static final long serialVersionUID = 1L;

  PowerLostException() {
    super("the simulated disk has lost its power; restart() of its PowerCut gives the next one");
  }
}
