package dev.holdfast.stress.observability;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.holdfast.observability.Cardinality;
import dev.holdfast.observability.Labels;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLI_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Two threads measure under labels that users make up. */
public final class CardinalityStress {
  private CardinalityStress() {}

  /** The last room is for one of two values. */
  @JCStressTest
  @Outcome(
      id = {"a, _other, 1", "_other, b, 1"},
      expect = ACCEPTABLE,
      desc = "one has it, for good")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class TheBoundHolds {
    private final Cardinality cardinality = Cardinality.of(1);

    @Actor
    public void one(LLI_Result r) {
      r.r1 = cardinality.admit(Labels.QUEUE, "a");
    }

    @Actor
    public void other(LLI_Result r) {
      r.r2 = cardinality.admit(Labels.QUEUE, "b");
    }

    @Arbiter
    public void end(LLI_Result r) {
      boolean same =
          r.r1.equals(cardinality.admit(Labels.QUEUE, "a"))
              && r.r2.equals(cardinality.admit(Labels.QUEUE, "b"));
      r.r3 = same ? 1 : 0;
    }
  }

  /** Both bring the same new value. */
  @JCStressTest
  @Outcome(id = "a, a", expect = ACCEPTABLE, desc = "it has its series for both")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class AValueHasItsSeriesForEverybody {
    private final Cardinality cardinality = Cardinality.of(1);

    @Actor
    public void one(LL_Result r) {
      r.r1 = cardinality.admit(Labels.QUEUE, "a");
    }

    @Actor
    public void other(LL_Result r) {
      r.r2 = cardinality.admit(Labels.QUEUE, "a");
    }
  }
}
