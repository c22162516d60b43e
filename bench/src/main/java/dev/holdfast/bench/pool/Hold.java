package dev.holdfast.bench.pool;

import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.infra.Blackhole;

/** What a borrower does while it holds the buffer. */
public enum Hold {
  /** Computes for about a microsecond. */
  CPU {
    @Override
    void hold() {
      Blackhole.consumeCPU(400);
    }
  },
  /** Waits for a millisecond, as for I/O; a virtual thread leaves its carrier meanwhile. */
  ONE_MILLI {
    @Override
    void hold() {
      LockSupport.parkNanos(1_000_000);
    }
  };

  abstract void hold();
}
