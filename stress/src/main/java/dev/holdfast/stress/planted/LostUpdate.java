package dev.holdfast.stress.planted;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads count without a lock, and claim that no update is lost. */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "both counted")
@Outcome(expect = FORBIDDEN)
@State
public class LostUpdate {
  private int count;

  @Actor
  public void one() {
    count++;
  }

  @Actor
  public void other() {
    count++;
  }

  @Arbiter
  public void end(I_Result r) {
    r.r1 = count;
  }
}
