package dev.holdfast.pool;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteBufferPoolTest {

  private static ByteBufferPool heap() {
    return ByteBufferPool.heap("heap").decayInterval(Duration.ZERO).build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBufferHasExactlyTheLimitThatWasAskedFor(boolean direct) {
    SizedPoolBuilder<ByteBufferPool> builder =
        direct ? ByteBufferPool.direct("d") : ByteBufferPool.heap("h");
    try (ByteBufferPool pool = builder.build()) {
      for (int bytes : new int[] {0, 1, 255, 256, 257, 512, 70_000}) {
        ByteBuffer buffer = pool.get(bytes);
        assertThat(buffer.position()).isZero();
        assertThat(buffer.limit()).isEqualTo(bytes);
        assertThat(buffer.isDirect()).isEqualTo(direct).isEqualTo(pool.isDirect());
        pool.put(buffer);
      }
    }
  }

  @Test
  void choosesTheSizeClass() {
    try (ByteBufferPool pool = heap()) {
      assertThat(pool.get(512).capacity()).isEqualTo(512);
      assertThat(pool.get(513).capacity()).isEqualTo(1024);
      assertThat(pool.get(1).capacity()).isEqualTo(256);
    }
  }

  @Test
  void aBufferComesBackInItsFirstState() {
    try (ByteBufferPool pool = heap()) {
      ByteBuffer used = pool.get(300).order(ByteOrder.LITTLE_ENDIAN).putInt(7);
      pool.put(used);
      ByteBuffer again = pool.get(400);
      assertThat(again).isSameAs(used);
      assertThat(again.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
      assertThat(again.position()).isZero();
      assertThat(again.limit()).isEqualTo(400);
    }
  }

  @Test
  void servesTheOversizedAndKeepsNoneOfThem() {
    try (ByteBufferPool pool = ByteBufferPool.heap("small").sizes(256, 1024).build()) {
      ByteBuffer giant = pool.get(5000);
      assertThat(giant.capacity()).isEqualTo(5000);
      pool.put(giant);
      pool.borrow(3000).close();
      assertThat(pool.stats().idle()).isZero();
      assertThat(pool.stats().dropped()).isEqualTo(2);
      assertThat(pool.stats().outstanding()).isZero();
    }
  }

  @Test
  void allSizesShareOneBudget() {
    try (ByteBufferPool pool = ByteBufferPool.heap("tight").bytesMax(4096).build()) {
      ByteBuffer large = pool.get(4096);
      ByteBuffer small = pool.get(256);
      pool.put(large);
      pool.put(small);
      assertThat(pool.stats().bytesIdle()).isEqualTo(4096);
      assertThat(pool.stats().dropped()).isEqualTo(1);
    }
  }

  @Test
  void roomThatASizeNoLongerNeedsGoesToOthersAtTheNextDecay() {
    try (ByteBufferPool pool =
        ByteBufferPool.heap("tight").bytesMax(4096).decayInterval(Duration.ZERO).build()) {
      pool.put(pool.get(4096));
      ByteBuffer large = pool.get(4096);
      pool.put(pool.get(256));
      assertThat(pool.stats().idle()).isZero();

      pool.decay();
      pool.put(pool.get(256));
      assertThat(pool.stats().idle()).isEqualTo(1);
      pool.put(large);
      assertThat(pool.stats().bytesIdle()).isEqualTo(256);
    }
  }

  @Test
  void refusesWhatItCannotHaveLent() {
    try (ByteBufferPool pool = heap()) {
      ByteBuffer own = pool.get(512);
      assertThatIllegalArgumentException().isThrownBy(() -> pool.put(own.asReadOnlyBuffer()));
      assertThatIllegalArgumentException().isThrownBy(() -> pool.put(own.slice(0, 256)));
      assertThatIllegalArgumentException().isThrownBy(() -> pool.put(own.slice(256, 256)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pool.put(ByteBuffer.allocateDirect(512)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pool.put(ByteBuffer.allocate(500)))
          .withMessageContaining("500");
      assertThatIllegalArgumentException().isThrownBy(() -> pool.get(-1));
      assertThat(pool.stats().idle()).isZero();
    }
  }

  @Test
  void arraysAreAtLeastAsLongAsAskedFor() {
    try (ByteArrayPool pool = ByteArrayPool.named("arrays").build()) {
      byte[] array = pool.get(512);
      assertThat(array).hasSize(512);
      pool.put(array);
      assertThat(pool.get(300)).isSameAs(array);
      assertThatIllegalArgumentException().isThrownBy(() -> pool.put(new byte[300]));
    }
  }

  @Test
  void sharedBytesAreReadOnlyAndLimited() {
    try (ByteBufferPool pool = heap()) {
      ByteBuffer filled = pool.get(100).put("GET /jobs".getBytes(US_ASCII)).flip();
      try (SharedBytes request = pool.share(filled);
          SharedBytes path = request.slice(4, 5)) {
        ByteBuffer view = path.buffer();
        assertThat(US_ASCII.decode(view.duplicate()).toString()).isEqualTo("/jobs");
        assertThat(view.capacity()).isEqualTo(5);
        assertThatExceptionOfType(ReadOnlyBufferException.class)
            .isThrownBy(() -> view.put(0, (byte) 'x'));
        assertThat(path.segment().byteSize()).isEqualTo(5);
        assertThat(path.segment().isReadOnly()).isTrue();
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> path.slice(3, 3).close());
      }
      assertThat(pool.stats().outstanding()).isZero();
    }
  }

  @Test
  void theLastReferenceGivesTheBufferBack() {
    try (ByteBufferPool pool = heap()) {
      SharedBytes all = pool.share(pool.get(100));
      SharedBytes part = all.slice(10, 20);
      SharedBytes same = part.retain();
      all.close();
      part.close();
      assertThat(pool.stats().idle()).isZero();
      assertThat(same.buffer().remaining()).isEqualTo(20);
      same.close();
      assertThat(pool.stats().idle()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bytesOfACapacityThatIsNotLentAreNotShared(boolean direct) {
    SizedPoolBuilder<ByteBufferPool> builder =
        direct ? ByteBufferPool.direct("d") : ByteBufferPool.heap("h");
    try (ByteBufferPool pool = builder.build()) {
      ByteBuffer own = direct ? ByteBuffer.allocateDirect(1000) : ByteBuffer.allocate(1000);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pool.share(own))
          .withMessageContaining("1000 bytes");
      pool.share(pool.get(1000)).close();
      assertThat(pool.stats().idle()).isEqualTo(1);
    }
  }

  @Test
  void aClosedReferenceIsOfNoUse() {
    try (ByteBufferPool pool = heap()) {
      SharedBytes bytes = pool.share(pool.get(100));
      bytes.close();
      assertThatExceptionOfType(DoubleReleaseException.class).isThrownBy(bytes::close);
      assertThatExceptionOfType(UseAfterReleaseException.class).isThrownBy(bytes::buffer);
      assertThatExceptionOfType(UseAfterReleaseException.class).isThrownBy(bytes::segment);
      assertThatExceptionOfType(UseAfterReleaseException.class).isThrownBy(bytes::retain);
      assertThat(pool.stats().idle()).isEqualTo(1);
    }
  }

  @Test
  void directBytesAreSharedAsANativeSegment() {
    try (ByteBufferPool pool = ByteBufferPool.direct("direct").build()) {
      ByteBuffer filled = pool.get(100).put("abcdef".getBytes(US_ASCII)).flip();
      try (SharedBytes all = pool.share(filled);
          SharedBytes part = all.slice(2, 3)) {
        MemorySegment segment = part.segment();
        assertThat(segment.isNative()).isTrue();
        assertThat(segment.isReadOnly()).isTrue();
        assertThat(segment.toArray(ValueLayout.JAVA_BYTE)).isEqualTo("cde".getBytes(US_ASCII));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void poisonShowsWhoWritesAfterTheRelease(boolean direct) {
    SizedPoolBuilder<ByteBufferPool> builder =
        direct ? ByteBufferPool.direct("d") : ByteBufferPool.heap("h");
    try (ByteBufferPool pool = builder.poison(true).build()) {
      ByteBuffer buffer = pool.get(300);
      pool.put(buffer);
      assertThat(buffer.get(299)).isEqualTo((byte) 0xDB);
      buffer.put(299, (byte) 1);
      assertThatExceptionOfType(UseAfterReleaseException.class).isThrownBy(() -> pool.get(300));
      assertThat(pool.stats().outstanding()).isZero();
      pool.put(pool.get(300));
    }
  }

  @Test
  void countsTheBytesThatAreOut() {
    try (ByteBufferPool pool = ByteBufferPool.heap("small").sizes(256, 1024).build()) {
      ByteBuffer small = pool.get(100);
      Pooled<ByteBuffer> giant = pool.borrow(5000);
      assertThat(pool.stats().bytesOutstanding()).isEqualTo(256 + 5000);
      pool.put(small);
      assertThat(pool.stats().bytesOutstanding()).isEqualTo(5000);
      giant.close();
      assertThat(pool.stats().bytesOutstanding()).isZero();
      assertThat(pool.stats().bytesIdle()).isEqualTo(256);
    }
  }
}
