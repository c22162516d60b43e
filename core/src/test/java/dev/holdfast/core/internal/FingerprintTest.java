package dev.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  // Computed once by a program of its own, in another language.
  private static final long GOLDEN_WORD = -7046029252738873940L;
  private static final long GOLDEN_BYTES = 5154488124273821921L;
  private static final long GOLDEN_TEXT = -4249464145859733285L;

  @Test
  void neverChangesFromReleaseToRelease() {
    assertThat(Fingerprint.mix(0, 1L)).isEqualTo(GOLDEN_WORD);
    assertThat(Fingerprint.mix(0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, -1}))
        .isEqualTo(GOLDEN_BYTES);
    assertThat(Fingerprint.mix(0, "task-\uD83D\uDE00")).isEqualTo(GOLDEN_TEXT);
  }

  @Test
  void everyByteCounts() {
    byte[] bytes = new byte[40];
    Set<Long> seen = new HashSet<>();
    seen.add(Fingerprint.mix(0, bytes));
    for (int i = 0; i < bytes.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        bytes[i] ^= (byte) (1 << bit);
        seen.add(Fingerprint.mix(0, bytes));
        bytes[i] ^= (byte) (1 << bit);
      }
    }
    for (int length = 0; length < 40; length++) {
      seen.add(Fingerprint.mix(0, new byte[length]));
    }
    assertThat(seen).hasSize(1 + 40 * 8 + 40);
  }

  @Test
  void everyCharacterCountsForTheHash() {
    char[] text = new char[13];
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < text.length; i++) {
      for (int bit = 0; bit < Character.SIZE; bit++) {
        text[i] ^= (char) (1 << bit);
        seen.add(Fingerprint.hash(new String(text)));
        text[i] ^= (char) (1 << bit);
      }
    }
    for (int length = 0; length <= text.length; length++) {
      seen.add(Fingerprint.hash(new String(text, 0, length)));
    }
    assertThat(seen).hasSize(13 * Character.SIZE + 14);
  }

  /** Names in a row are what clients choose; the id index takes the lower bits. */
  @Test
  void spreadsNamesInARow() {
    int[] buckets = new int[1 << 16];
    for (int i = 0; i < buckets.length; i++) {
      buckets[Fingerprint.hash("task-%07d".formatted(i)) & (buckets.length - 1)]++;
    }
    assertThat(Arrays.stream(buckets).max().orElseThrow()).isLessThan(12);
    assertThat(Arrays.stream(buckets).filter(count -> count == 0).count())
        .isBetween(22_000L, 26_000L); // by chance: 65536 / e = 24109
  }
}
