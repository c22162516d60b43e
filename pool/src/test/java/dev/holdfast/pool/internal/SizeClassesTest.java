package dev.holdfast.pool.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SizeClassesTest {
  private final SizeClasses sizes = new SizeClasses(200, 1_000_000);

  @Test
  void boundsAreRoundedUpToPowersOfTwo() {
    assertThat(sizes).isEqualTo(new SizeClasses(256, 1 << 20));
    assertThat(sizes.count()).isEqualTo(13);
  }

  @Property(tries = 200)
  void thePowerIsTheSmallestThatHoldsTheBytes(@ForAll @IntRange(min = 1) int bytes) {
    int power = SizeClasses.power(bytes);
    assertThat(1L << power).isGreaterThanOrEqualTo(bytes);
    assertThat(power == 0 ? 0 : 1L << (power - 1)).isLessThan(bytes);
  }

  @Test
  void noBytesAndFewerAreAboveAllClasses() {
    for (int bytes : new int[] {0, -1, -1_000_000, Integer.MIN_VALUE}) {
      assertThat(SizeClasses.power(bytes)).isBetween(31, 32);
    }
  }

  @Test
  void refusesSizesThatMakeNoSense() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SizeClasses(0, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> new SizeClasses(20, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> new SizeClasses(1, (1 << 30) + 1));
    assertThat(new SizeClasses(1, 1 << 30).count()).isEqualTo(31);
  }
}
