package dev.holdfast.pool.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.pool.internal.Magazine.Offer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left behind above the top, and the count in the word of state. */
class MagazineTest {
  private static final int NO_SAMPLES = -1;

  private final List<Object> sampled = new ArrayList<>();
  private final ByteBudget budget = new ByteBudget(100);
  private final Magazine magazine = new Magazine(4, budget, NO_SAMPLES, sampled::add);

  @Test
  void whatWasTakenLastComesBackInPlace() {
    Object item = new Object();
    assertThat(magazine.pushInPlace(item)).isFalse();
    assertThat(magazine.push(item, 10)).isEqualTo(Offer.STORED);
    assertThat(magazine.pop()).isSameAs(item);
    assertThat(magazine.pushInPlace(new Object())).isFalse();
    assertThat(magazine.pushInPlace(item)).isTrue();
    assertThat(magazine.counts()).isEqualTo(new DepotCounts(1, 2, 1, 10));
  }

  @Test
  void aSecondReleaseInARowIsFoundAlthoughItsObjectWasLeftBehindAbove() {
    Object item = new Object();
    Object below = new Object();
    magazine.push(below, 1);
    magazine.push(item, 1);
    assertThat(magazine.pop()).isSameAs(item);
    assertThat(magazine.pop()).isSameAs(below);
    assertThat(magazine.push(item, 1)).isEqualTo(Offer.STORED);
    assertThat(magazine.pushInPlace(item)).isFalse();
    assertThat(magazine.push(item, 1)).isEqualTo(Offer.TWICE);
  }

  @Test
  void whatIsForgottenIsNotInPlaceAnyMore() {
    Object item = new Object();
    magazine.push(item, 1);
    assertThat(magazine.pop()).isSameAs(item);
    magazine.forget(item);
    assertThat(magazine.pushInPlace(item)).isFalse();
  }

  @Test
  void aDecayLeavesNothingBehind() {
    Object item = new Object();
    magazine.push(item, 60);
    assertThat(magazine.pop()).isSameAs(item);
    magazine.decay(new ArrayList<>());
    assertThat(magazine.pushInPlace(item)).isFalse();
    assertThat(budget.reserved()).isZero();
  }

  @Test
  void aPushThatSawInPlaceWhatWasErasedSinceMustFail() throws Exception {
    Object item = new Object();
    magazine.push(item, 1);
    assertThat(magazine.pop()).isSameAs(item);
    long seen = (long) state().get(magazine);
    magazine.forget(item);
    assertThat((long) state().get(magazine)).isNotEqualTo(seen);

    magazine.push(item, 1);
    assertThat(magazine.pop()).isSameAs(item);
    seen = (long) state().get(magazine);
    magazine.decay(new ArrayList<>());
    assertThat((long) state().get(magazine)).isNotEqualTo(seen);
    assertThat(magazine.counts()).isEqualTo(new DepotCounts(2, 2, 0, 0));
  }

  @Test
  void anObjectThatHasGrownIsWeighedAgain() {
    Object item = new Object();
    magazine.push(item, 60);
    assertThat(magazine.pop()).isSameAs(item);
    assertThat(magazine.push(item, 101)).isEqualTo(Offer.FULL);
    assertThat(magazine.push(item, 90)).isEqualTo(Offer.STORED);
    assertThat(magazine.counts().bytesIdle()).isEqualTo(90);
  }

  @Test
  void whatTheSamplerSawIsNotLeftBehind() {
    Magazine watched = new Magazine(4, budget, 0, sampled::add);
    Object item = new Object();
    assertThat(watched.push(item, 1)).isEqualTo(Offer.SAMPLED);
    assertThat(watched.pushChecked(item, 1)).isEqualTo(Offer.STORED);
    assertThat(watched.pop()).isSameAs(item);
    assertThat(sampled).containsExactly(item);
    assertThat(watched.pushInPlace(item)).isFalse();
  }

  @Test
  void whileOneThreadIsAtItOthersAreSentAway() throws Exception {
    Object item = new Object();
    magazine.push(item, 1);
    state().set(magazine, (long) state().get(magazine) | 1);
    assertThat(magazine.pop()).isNull();
    assertThat(magazine.push(new Object(), 1)).isEqualTo(Offer.BUSY);
    assertThat(magazine.looksEmpty()).isFalse();
  }

  @Test
  void countsOnWhenTheCountInTheStateWraps() throws Exception {
    long allRemovals = 0xFFFF_FFFFL << Integer.SIZE;
    state().set(magazine, allRemovals);
    Object item = new Object();
    magazine.pushChecked(item, 1);
    assertThat(magazine.pop()).isSameAs(item);
    magazine.pushChecked(item, 1);
    assertThat(magazine.pop()).isSameAs(item);
    assertThat(magazine.counts().hits()).isEqualTo((1L << Integer.SIZE) + 1);
    assertThat(sampled).isEmpty();

    state().set(magazine, allRemovals);
    magazine.pushChecked(item, 1);
    magazine.decay(new ArrayList<>()); // has seen it idle
    List<Object> gone = new ArrayList<>();
    magazine.decay(gone);
    assertThat(gone).containsExactly(item);
    assertThat(magazine.counts().hits()).isEqualTo(2 * (1L << Integer.SIZE) - 1);
  }

  private static VarHandle state() throws ReflectiveOperationException {
    return MethodHandles.privateLookupIn(Magazine.class, MethodHandles.lookup())
        .findVarHandle(Magazine.class, "state", long.class);
  }
}
