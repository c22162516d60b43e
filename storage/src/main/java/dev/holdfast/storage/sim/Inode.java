package dev.holdfast.storage.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A file's content: as the machine sees it, as it is on the disk for certain, and every state that
 * lay between since the last sync.
 *
 * <p>Content is kept by sector. A sector's bytes are never changed once stored, so that the three
 * views, and copies of them, share what they have in common. Not thread safe: its disk is.
 */
final class Inode {
  static final int SECTOR_BYTES = 512;
  private static final byte[] ZEROS = new byte[SECTOR_BYTES];

  private final int number;

  private final NavigableMap<Long, byte[]> live;
  private long liveSize;

  private final Map<Long, byte[]> durable;
  private long durableSize;

  /** What each sector held since the last sync, oldest first; the last one is what is live. */
  private final NavigableMap<Long, List<byte[]>> pending;

  private final List<Long> pendingSizes;

  /** A copy as of the last change, shared by all who asked since. */
  private @Nullable Inode photograph;

  private Inode(
      int number,
      NavigableMap<Long, byte[]> live,
      long liveSize,
      Map<Long, byte[]> durable,
      long durableSize) {
    this.number = number;
    this.live = live;
    this.liveSize = liveSize;
    this.durable = durable;
    this.durableSize = durableSize;
    this.pending = new TreeMap<>();
    this.pendingSizes = new ArrayList<>();
  }

  static Inode empty(int number) {
    return new Inode(number, new TreeMap<>(), 0, new HashMap<>(), 0);
  }

  /** A file of which everything is durable. */
  private static Inode durable(int number, NavigableMap<Long, byte[]> content, long size) {
    return new Inode(number, content, size, new HashMap<>(content), size);
  }

  /** Its identity; a name may come and go. */
  int number() {
    return number;
  }

  long size() {
    return liveSize;
  }

  int read(ByteBuffer target, long position) {
    if (!target.hasRemaining()) {
      return 0;
    }
    if (position >= liveSize) {
      return -1;
    }
    int count = (int) Math.min(target.remaining(), liveSize - position);
    for (int done = 0; done < count; ) {
      long at = position + done;
      int offset = offsetIn(at);
      int length = Math.min(SECTOR_BYTES - offset, count - done);
      target.put(live.getOrDefault(sectorOf(at), ZEROS), offset, length);
      done += length;
    }
    return count;
  }

  void write(ByteBuffer source, long position) {
    photograph = null;
    long at = position;
    while (source.hasRemaining()) {
      int offset = offsetIn(at);
      int length = Math.min(SECTOR_BYTES - offset, source.remaining());
      byte[] sector = live.getOrDefault(sectorOf(at), ZEROS).clone();
      source.get(sector, offset, length);
      change(sectorOf(at), sector);
      at += length;
    }
    if (at > liveSize) {
      resize(at);
    }
  }

  void truncate(long size) {
    if (size >= liveSize) {
      return;
    }
    photograph = null;
    for (long beyond : List.copyOf(live.tailMap(sectorsOf(size), true).keySet())) {
      change(beyond, ZEROS);
    }
    byte[] last = live.get(sectorOf(size));
    if (last != null && offsetIn(size) > 0) {
      change(sectorOf(size), cut(last, offsetIn(size)));
    }
    resize(size);
  }

  private void change(long sector, byte[] content) {
    live.put(sector, content);
    pending.computeIfAbsent(sector, _ -> new ArrayList<>()).add(content);
  }

  private void resize(long size) {
    liveSize = size;
    pendingSizes.add(size);
  }

  void sync() {
    photograph = null;
    pending.forEach((sector, versions) -> durable.put(sector, versions.getLast()));
    durableSize = pendingSizes.isEmpty() ? durableSize : pendingSizes.getLast();
    forgetPending();
  }

  /** What a failed sync does: some of it is durable, the rest will never be, and all is clean. */
  void syncInPart(RandomGenerator random) {
    photograph = null;
    pending.forEach((sector, versions) -> {
      if (random.nextBoolean()) {
        durable.put(sector, versions.getLast());
      }
    });
    if (!pendingSizes.isEmpty() && random.nextBoolean()) {
      durableSize = pendingSizes.getLast();
    }
    forgetPending();
  }

  private void forgetPending() {
    pending.clear();
    pendingSizes.clear();
  }

  /** Flips a bit of the byte at {@code position}, on the disk and in every view of it. */
  void flip(long position, int bit) {
    photograph = null;
    long sector = sectorOf(position);
    byte[] flipped = live.getOrDefault(sector, ZEROS).clone();
    flipped[offsetIn(position)] ^= (byte) (1 << bit);
    live.put(sector, flipped);
    durable.put(sector, flipped);
    pending.computeIfPresent(sector, (_, _) -> new ArrayList<>(List.of(flipped)));
  }

  /** It as it is now, for a {@link PowerCut}; shared, so not to be changed. */
  Inode photograph() {
    Inode latest = photograph;
    if (latest == null) {
      latest = copy();
      photograph = latest;
    }
    return latest;
  }

  /** A file of its own with the same content, past and present. */
  Inode copy() {
    Inode copy =
        new Inode(number, new TreeMap<>(live), liveSize, new HashMap<>(durable), durableSize);
    pending.forEach((sector, versions) -> copy.pending.put(sector, new ArrayList<>(versions)));
    copy.pendingSizes.addAll(pendingSizes);
    return copy;
  }

  /** What is uncertain about it: its length, then each sector changed since the last sync. */
  List<Uncertainty> uncertainties(String name) {
    List<Uncertainty> uncertainties = new ArrayList<>();
    if (!pendingSizes.isEmpty()) {
      uncertainties.add(
          new Uncertainty(name, "length of " + name, pendingSizes.size() + 1, pendingSizes.size()));
    }
    pending.forEach((sector, versions) -> {
      long at = sector * SECTOR_BYTES;
      int garbage = isNew(sector) ? 1 : 0;
      uncertainties.add(
          new Uncertainty(
              name,
              "%s bytes %d to %d".formatted(name, at, at + SECTOR_BYTES - 1),
              versions.size() + 1 + garbage,
              versions.size()));
    });
    return uncertainties;
  }

  /** The file as found after a crash; the choices are those of {@link #uncertainties}. */
  Inode found(List<Integer> choices, long seed) {
    int next = 0;
    long size = durableSize;
    if (!pendingSizes.isEmpty()) {
      int choice = choices.get(next++);
      size = choice == 0 ? durableSize : pendingSizes.get(choice - 1);
    }
    NavigableMap<Long, byte[]> content = new TreeMap<>(durable);
    for (Map.Entry<Long, List<byte[]>> versions : pending.entrySet()) {
      int choice = choices.get(next++);
      if (choice > versions.getValue().size()) {
        content.put(versions.getKey(), garbage(versions.getKey(), seed));
      } else if (choice > 0) {
        content.put(versions.getKey(), versions.getValue().get(choice - 1));
      }
    }
    return durable(number, cutAt(content, size), size);
  }

  private static NavigableMap<Long, byte[]> cutAt(NavigableMap<Long, byte[]> content, long size) {
    content.tailMap(sectorsOf(size), true).clear();
    content.computeIfPresent(sectorOf(size), (_, last) -> cut(last, offsetIn(size)));
    return content;
  }

  /** Its place on the disk belonged to some other file before. */
  private boolean isNew(long sector) {
    return sector >= sectorsOf(durableSize);
  }

  private byte[] garbage(long sector, long seed) {
    byte[] garbage = new byte[SECTOR_BYTES];
    new SplittableRandom(seed ^ (number * 0x9E3779B97F4A7C15L) ^ sector).nextBytes(garbage);
    return garbage;
  }

  private static byte[] cut(byte[] sector, int length) {
    return Arrays.copyOf(Arrays.copyOf(sector, length), SECTOR_BYTES);
  }

  private static long sectorOf(long position) {
    return position / SECTOR_BYTES;
  }

  private static int offsetIn(long position) {
    return (int) (position % SECTOR_BYTES);
  }

  /** How many sectors {@code size} bytes take. */
  private static long sectorsOf(long size) {
    return (size + SECTOR_BYTES - 1) / SECTOR_BYTES;
  }
}
