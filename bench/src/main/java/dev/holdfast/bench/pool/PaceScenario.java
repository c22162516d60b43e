package dev.holdfast.bench.pool;

import dev.holdfast.pool.Pool;
import dev.holdfast.pool.Pooled;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;

/**
 * What a get and a put cost beside two atomics while the processor is quick and while it is slow.
 * All take short turns in one thread. The first is arithmetic without memory: it takes longer only
 * if the processor does less, because its clock is lower or another thread shares its core, which a
 * virtual machine cannot see. Prints a line of JSON for each round of turns, nanoseconds an
 * operation.
 */
public final class PaceScenario {
  private static final int OPERATIONS = 50_000; // about half a millisecond a turn
  private static final int WARM_UP_ROUNDS = 1_000;
  private static final int ROUNDS = 2_000;

  private final Pool<byte[]> pool = Pool.named("pace", () -> new byte[256]).build();
  private final AtomicLong first = new AtomicLong();
  private final long[] distance = new long[32]; // so that the two lie on lines of their own
  private final AtomicLong second = new AtomicLong();
  private long sink;

  private PaceScenario() {}

  public static void main(String[] args) {
    PaceScenario scenario = new PaceScenario();
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      scenario.round();
    }
    for (int i = 0; i < ROUNDS; i++) {
      System.out.println(scenario.round());
    }
    if (scenario.sink == scenario.distance[0]) {
      throw new IllegalStateException("nothing was computed");
    }
    scenario.pool.close();
  }

  private String round() {
    return String.format(
        Locale.ROOT,
        "{\"arithmetic\":%.2f,\"two_atomics\":%.2f,\"pool\":%.2f,\"handle\":%.2f}",
        nanos(this::arithmetic),
        nanos(this::twoAtomics),
        nanos(this::getPut),
        nanos(this::borrowClose));
  }

  private double nanos(IntToLongFunction turn) {
    long start = System.nanoTime();
    sink += turn.applyAsLong(OPERATIONS);
    return (double) (System.nanoTime() - start) / OPERATIONS;
  }

  /** Several chains, so that the processor can do as much at a time as it is able to. */
  private long arithmetic(int operations) {
    long a = sink;
    long b = 1;
    long c = 2;
    long d = 3;
    long e = 5;
    for (int i = 0; i < operations; i++) {
      a += i ^ b;
      b = b * 3 + i;
      c ^= a + 7;
      d += c << 1;
      e += d ^ i;
    }
    return a + b + c + d + e;
  }

  private long twoAtomics(int operations) {
    for (int i = 0; i < operations; i++) {
      long seen = first.get();
      first.compareAndSet(seen, seen + 1);
      long other = second.get();
      second.compareAndSet(other, other + 1);
    }
    return first.get();
  }

  private long getPut(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      byte[] buffer = pool.get();
      sum += buffer.length;
      pool.put(buffer);
    }
    return sum;
  }

  private long borrowClose(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      try (Pooled<byte[]> buffer = pool.borrow()) {
        sum += buffer.get().length;
      }
    }
    return sum;
  }
}
