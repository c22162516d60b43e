package dev.holdfast.stress.observability;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.holdfast.observability.Cardinality;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Metric;
import dev.holdfast.observability.QueueNames;
import dev.holdfast.observability.Series;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads look up meters that are not there yet. */
public final class SeriesStress {
  private SeriesStress() {}

  /** Counts how many counters were made. */
  private static final class Made implements Meters {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public Counter counter(Metric metric, String... values) {
      count.incrementAndGet();
      return new Counter() {
        @Override
        public void add(long amount) {}
      };
    }

    @Override
    public Distribution distribution(Metric metric, String... values) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Watch gauge(Metric metric, DoubleSupplier value, String... values) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Watch total(Metric metric, LongSupplier total, String... values) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Cardinality cardinality() {
      return Cardinality.of(1);
    }
  }

  /** Two threads and what they found. */
  public abstract static class TwoLookUps {
    private final Made made = new Made();
    private final Meters.@Nullable Counter[] found = new Meters.Counter[2];

    /** The series that both look into. */
    protected final Series<Meters.Counter> series = made.counters(QueueNames.JOBS_ENQUEUED);

    /** One of them looks. */
    protected final void find(int who, String queue) {
      found[who] = series.of(queue);
    }

    /** How many meters were made, and how many are what is found afterwards. */
    protected final void tell(II_Result r, String one, String other) {
      r.r1 = made.count.get();
      int same = series.of(one).equals(found[0]) ? 1 : 0;
      r.r2 = same + (series.of(other).equals(found[1]) ? 1 : 0);
    }
  }

  /** Both want the same one. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "made once, and found by both")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class AMeterIsMadeOnce extends TwoLookUps {
    @Actor
    public void one() {
      find(0, "a");
    }

    @Actor
    public void other() {
      find(1, "a");
    }

    @Arbiter
    public void end(II_Result r) {
      tell(r, "a", "a");
    }
  }

  /** There is room for one value: the other thread gets the meter of all others. */
  @JCStressTest
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "one each, and found again")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class WhatOverflowsHasAMeterToo extends TwoLookUps {
    @Actor
    public void one() {
      find(0, "a");
    }

    @Actor
    public void other() {
      find(1, "b");
    }

    @Arbiter
    public void end(II_Result r) {
      tell(r, "a", "b");
    }
  }
}
