package dev.holdfast.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Which array a request gets; the same classes serve buffers. */
class ByteArrayPoolTest {
  private static ByteArrayPool pool(int smallest, int largest) {
    return ByteArrayPool.named("arrays")
        .sizes(smallest, largest)
        .decayInterval(Duration.ZERO)
        .build();
  }

  @Property(tries = 300)
  void aRequestGetsTheSmallestClassThatHoldsItOrExactlyWhatItAskedFor(
      @ForAll @IntRange(min = 1, max = 5_000) int one,
      @ForAll @IntRange(min = 1, max = 5_000) int other,
      @ForAll @IntRange(max = 20_000) int bytes) {
    try (ByteArrayPool pool = pool(Math.min(one, other), Math.max(one, other))) {
      int smallest = classFor(Math.min(one, other));
      int largest = classFor(Math.max(one, other));
      int expected = bytes > largest ? bytes : Math.max(smallest, classFor(bytes));
      byte[] array = pool.get(bytes);
      assertThat(array).hasSize(expected);
      pool.put(array);
      assertThat(pool.stats().idle()).isEqualTo(bytes > largest ? 0 : 1);
      try (Pooled<byte[]> pooled = pool.borrow(bytes)) {
        assertThat(pooled.get()).hasSize(expected);
        if (bytes <= largest) {
          assertThat(pooled.get()).isSameAs(array);
        } else {
          assertThat(pooled.get()).isNotSameAs(array);
        }
      }
      assertThat(pool.stats().outstanding()).isZero();
      assertThat(pool.stats().bytesOutstanding()).isZero();
    }
  }

  /** A power of two, found by doubling. */
  private static int classFor(int bytes) {
    int size = 1;
    while (size < bytes) {
      size *= 2;
    }
    return size;
  }

  @Test
  void atTheEdgesOfTheClasses() {
    try (ByteArrayPool pool = pool(1, 4)) {
      assertThat(pool.get(0)).hasSize(1);
      assertThat(pool.get(1)).hasSize(1);
      assertThat(pool.get(4)).hasSize(4);
      assertThat(pool.get(5)).hasSize(5);
    }
    try (ByteArrayPool pool = pool(8, 8)) {
      assertThat(pool.get(0)).hasSize(8);
      assertThat(pool.get(8)).hasSize(8);
      assertThat(pool.get(9)).hasSize(9);
    }
  }

  @Test
  void noArrayHasFewerThanNoBytes() {
    try (ByteArrayPool pool = pool(1, 1 << 30)) {
      for (int bytes : new int[] {-1, Integer.MIN_VALUE}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> pool.get(bytes))
            .withMessageContaining("" + bytes);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> pool.borrow(bytes))
            .withMessageContaining("" + bytes);
      }
      assertThat(pool.stats().gets()).isZero();
    }
  }

  @Test
  void anArrayThatNoClassLendsIsRefused() {
    try (ByteArrayPool pool = pool(64, 1_024)) {
      for (int bytes : new int[] {0, 1, 32, 65, 1_023}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> pool.put(new byte[bytes]))
            .withMessageContaining("" + bytes);
      }
      assertThat(pool.stats().puts()).isZero();
    }
  }
}
