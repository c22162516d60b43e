package dev.holdfast.wal.internal;

import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalConfig.Format;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Sixteen bytes - checksum, length, number - and the record. All numbers are little-endian. */
final class BinaryCodec implements Codec {

  private static final byte[] MAGIC = {(byte) 0x89, 'H', 'F', 'W', 'A', 'L', '\r', '\n'};
  private static final int VERSION_AT = 8;
  private static final int FIRST_SEQ_AT = 16;
  private static final int CREATED_AT = 24;
  private static final int HEADER_CHECKSUM_AT = 36;
  private static final int HEADER_BYTES = 40;

  private static final int LENGTH_AT = 4;
  private static final int SEQ_AT = 8;
  private static final int SYNCED_AT = 16;

  private static final int SAYS_SYNCED = 1 << 31;
  private static final int IS_MARK = 1 << 30;
  private static final int LENGTH_BITS = IS_MARK - 1;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final CRC32C crc = new CRC32C();

  @Override
  public Format format() {
    return Format.BINARY;
  }

  @Override
  public byte padding() {
    return 0;
  }

  @Override
  public int overheadBytesMax() {
    return SYNCED_AT + Long.BYTES;
  }

  @Override
  public void putHeader(ByteBuffer target, long firstSeq, long createdMillis) {
    int start = target.position();
    target.put(start, MAGIC);
    putInt(target, start + VERSION_AT, VERSION);
    putInt(target, start + VERSION_AT + Integer.BYTES, 0);
    putLong(target, start + FIRST_SEQ_AT, firstSeq);
    putLong(target, start + CREATED_AT, createdMillis);
    putInt(target, start + CREATED_AT + Long.BYTES, 0);
    putInt(target, start + HEADER_CHECKSUM_AT, checksum(target, start, start + HEADER_CHECKSUM_AT));
    target.position(start + HEADER_BYTES);
  }

  @Override
  public void putMark(ByteBuffer target, long synced) {
    int start = target.position();
    putInt(target, start + LENGTH_AT, IS_MARK);
    putLong(target, start + SEQ_AT, synced);
    putInt(target, start, checksum(target, start + LENGTH_AT, start + SYNCED_AT));
    target.position(start + SYNCED_AT);
  }

  @Override
  public int beginFrame(ByteBuffer target, int start, long seq, long synced) {
    putLong(target, start + SEQ_AT, seq);
    if (synced == Frame.UNSAID) {
      putInt(target, start + LENGTH_AT, 0);
      return start + SYNCED_AT;
    }
    putInt(target, start + LENGTH_AT, SAYS_SYNCED);
    putLong(target, start + SYNCED_AT, synced);
    return start + SYNCED_AT + Long.BYTES;
  }

  @Override
  public int endFrame(ByteBuffer target, int start, int from, int to) {
    int flag = from - start > SYNCED_AT ? SAYS_SYNCED : 0;
    putInt(target, start + LENGTH_AT, flag | (to - from));
    putInt(target, start, checksum(target, start + LENGTH_AT, to));
    return to;
  }

  private int checksum(ByteBuffer target, int from, int to) {
    int limit = target.limit();
    target.limit(to).position(from);
    crc.reset();
    crc.update(target);
    target.limit(limit);
    return (int) crc.getValue();
  }

  @Override
  public Frame.Kind decode(byte[] window, int from, int to, Frame frame) {
    int available = to - from;
    if (available < SYNCED_AT) {
      return frame.nothing(
          available > 0 && isZero(window, from, to) ? Frame.Kind.PADDING : Frame.Kind.INCOMPLETE);
    }
    int word = (int) INTS.get(window, from + LENGTH_AT);
    long seq = (long) LONGS.get(window, from + SEQ_AT);
    int recordBytes = word & LENGTH_BITS;
    boolean mark = (word & IS_MARK) != 0;
    if (word == 0 && seq == 0 && (int) INTS.get(window, from) == 0) {
      return frame.nothing(Frame.Kind.PADDING);
    }
    if (recordBytes > WalConfig.RECORD_BYTES_LIMIT || seq < (mark ? 0 : 1)) {
      return frame.damaged("there is no frame here");
    }
    int bodyAt = (word & SAYS_SYNCED) != 0 ? SYNCED_AT + Long.BYTES : SYNCED_AT;
    int length = bodyAt + recordBytes;
    if (available < length) {
      return frame.nothing(Frame.Kind.INCOMPLETE);
    }
    crc.reset();
    crc.update(window, from + LENGTH_AT, length - LENGTH_AT);
    if ((int) crc.getValue() != (int) INTS.get(window, from)) {
      return frame.damaged("the frame's checksum is wrong");
    }
    if (mark) {
      return word == IS_MARK ? frame.mark(length, seq) : frame.damaged("there is no frame here");
    }
    long synced = bodyAt > SYNCED_AT ? (long) LONGS.get(window, from + SYNCED_AT) : Frame.UNSAID;
    return frame.record(length, seq, synced, from + bodyAt, from + length);
  }

  @Override
  public Frame.Kind decodeHeader(byte[] window, int from, int to, Frame frame) {
    int available = to - from;
    if (available < FIRST_SEQ_AT
        || !Arrays.equals(window, from, from + MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return frame.damaged("the segment has no header");
    }
    int version = (int) INTS.get(window, from + VERSION_AT);
    if (version > VERSION) {
      return frame.newer(version);
    }
    if (available < HEADER_BYTES) {
      return frame.damaged("the segment's header is damaged");
    }
    crc.reset();
    crc.update(window, from, HEADER_CHECKSUM_AT);
    long firstSeq = (long) LONGS.get(window, from + FIRST_SEQ_AT);
    if ((int) crc.getValue() != (int) INTS.get(window, from + HEADER_CHECKSUM_AT)
        || version != VERSION
        || firstSeq < 1) {
      return frame.damaged("the segment's header is damaged");
    }
    long createdMillis = (long) LONGS.get(window, from + CREATED_AT);
    return frame.header(HEADER_BYTES, firstSeq, createdMillis);
  }

  @Override
  public void reveal(byte[] window, Frame frame) {
    // The record lies in the frame as it was written.
  }

  @Override
  public int resync(byte[] window, int from, int to, long seqMin, long seqMax) {
    for (int i = from; i + SYNCED_AT <= to; i++) {
      long seq = (long) LONGS.get(window, i + SEQ_AT);
      if (seq >= seqMin && seq <= seqMax) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isZero(byte[] window, int from, int to) {
    for (int i = from; i < to; i++) {
      if (window[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static void putInt(ByteBuffer target, int at, int value) {
    target.putInt(
        at, target.order() == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value));
  }

  private static void putLong(ByteBuffer target, int at, long value) {
    target.putLong(
        at, target.order() == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value));
  }
}
