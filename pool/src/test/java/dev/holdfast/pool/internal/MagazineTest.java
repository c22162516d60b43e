package dev.holdfast.pool.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.pool.internal.Magazine.Offer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left behind above the top, and the count in the word of state. */
class MagazineTest {
  private static final int NO_SAMPLES = 0;

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
    Magazine watched = new Magazine(4, budget, 3, sampled::add);
    Object item = new Object();
    watched.push(new Object(), 1);
    watched.push(item, 1);
    assertThat(watched.pop()).isSameAs(item);
    assertThat(sampled).containsExactly(item);
    assertThat(watched.pushInPlace(item)).isFalse();
    assertThat(watched.push(item, 1)).isEqualTo(Offer.STORED);
  }

  @Test
  void whereEveryCallIsSampledAPushIsLookedAtFirst() {
    Magazine strict = new Magazine(4, budget, 1, sampled::add);
    Object item = new Object();
    assertThat(strict.push(item, 1)).isEqualTo(Offer.SAMPLED);
    assertThat(strict.pushChecked(item, 1)).isEqualTo(Offer.STORED);
    assertThat(strict.pop()).isSameAs(item);
    assertThat(sampled).containsExactly(item);
  }

  @Test
  void aPeriodMustBeOddAndFitTheWord() {
    for (int period : new int[] {-1, 2, 4_096, 4_097}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Magazine(4, budget, period, sampled::add))
          .withMessageContaining("" + period);
    }
  }

  @Test
  void whileOneThreadIsAtItOthersAreSentAwayWhateverTheirCallWouldBe() throws Exception {
    Object item = new Object();
    magazine.push(item, 1);
    int callsInARound = 4_095;
    for (int i = 0; i < callsInARound; i++) {
      whileLocked(
          magazine,
          () -> {
            assertThat(magazine.pop()).isNull();
            assertThat(magazine.pushInPlace(item)).isFalse();
            assertThat(magazine.push(new Object(), 1)).isEqualTo(Offer.BUSY);
            assertThat(magazine.looksEmpty()).isFalse();
          });
      assertThat(magazine.pop()).isSameAs(item);
      whileLocked(
          magazine,
          () -> {
            assertThat(magazine.pop()).isNull();
            assertThat(magazine.pushInPlace(item)).isFalse();
            assertThat(magazine.push(item, 1)).isEqualTo(Offer.BUSY);
            assertThat(magazine.looksEmpty()).isFalse();
          });
      assertThat(magazine.push(item, 1)).isEqualTo(Offer.STORED);
    }
  }

  @Test
  void oneGetAndOnePutInSoManyIsSampledThoughTheyAlternate() {
    int period = 7;
    Magazine watched = new Magazine(4, budget, period, sampled::add);
    Object item = new Object();
    int pushesSampled = 0;
    for (int i = 0; i < 100 * period; i++) {
      if (watched.push(item, 1) == Offer.SAMPLED) {
        pushesSampled++;
        assertThat(watched.pushChecked(item, 1)).isEqualTo(Offer.STORED);
      }
      assertThat(watched.pop()).isSameAs(item);
    }
    assertThat(pushesSampled).isEqualTo(100);
    assertThat(sampled).hasSize(100);
    assertThat(watched.counts()).isEqualTo(new DepotCounts(700, 700, 0, 0));
  }

  @Test
  void countsOnWhenARoundEndsAndWhenTheRoundsInTheStateWrap() throws Exception {
    Object item = new Object();
    long rounds = 0x7_FFFFL << Integer.SIZE;
    state().set(magazine, (long) state().get(magazine) | rounds);
    for (int i = 0; i < 10_000; i++) {
      assertThat(magazine.pushChecked(item, 1)).isEqualTo(Offer.STORED);
      assertThat(magazine.pop()).isSameAs(item);
    }
    assertThat(magazine.counts()).isEqualTo(new DepotCounts(10_000, 10_000, 0, 0));
    assertThat(sampled).isEmpty();

    state().set(magazine, (long) state().get(magazine) | rounds);
    magazine.pushChecked(item, 1);
    magazine.decay(new ArrayList<>()); // has seen it idle
    List<Object> gone = new ArrayList<>();
    magazine.decay(gone);
    assertThat(gone).containsExactly(item);
    assertThat(magazine.counts()).isEqualTo(new DepotCounts(10_000, 10_001, 0, 0));
  }

  @Test
  void theClosedRowIsTheSameWhateverIsTried() throws Exception {
    Magazine closed = Depot.CLOSED_ROW[0];
    long seen = (long) state().get(closed);
    assertThat(Depot.takeAtHome(Depot.CLOSED_ROW)).isNull();
    assertThat(Depot.offerInPlace(Depot.CLOSED_ROW, new Object())).isFalse();
    assertThat((long) state().get(closed)).isEqualTo(seen);
  }

  private static void whileLocked(Magazine magazine, Runnable task) throws Exception {
    long seen = (long) state().get(magazine);
    state().set(magazine, seen | Magazine.LOCKED);
    task.run();
    assertThat((long) state().get(magazine)).isEqualTo(seen | Magazine.LOCKED);
    state().set(magazine, seen);
  }

  private static VarHandle state() throws ReflectiveOperationException {
    return MethodHandles.privateLookupIn(Magazine.class, MethodHandles.lookup())
        .findVarHandle(Magazine.class, "state", long.class);
  }
}
