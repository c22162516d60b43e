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
  void aRequestGetsTheSmallestClassThatHoldsIt(@ForAll @IntRange(max = 1 << 20) int bytes) {
    int index = sizes.indexFor(bytes);
    assertThat(sizes.bytes(index)).isGreaterThanOrEqualTo(bytes);
    if (index > 0) {
      assertThat(sizes.bytes(index - 1)).isLessThan(bytes);
    }
  }

  @Test
  void whatIsTooLargeHasNoClass() {
    assertThat(sizes.indexFor((1 << 20) + 1)).isEqualTo(sizes.count());
    assertThat(sizes.indexFor(Integer.MAX_VALUE)).isEqualTo(sizes.count());
  }

  @Test
  void refusesSizesThatMakeNoSense() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SizeClasses(0, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> new SizeClasses(20, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> new SizeClasses(1, (1 << 30) + 1));
    assertThat(new SizeClasses(1, 1 << 30).count()).isEqualTo(31);
  }
}
