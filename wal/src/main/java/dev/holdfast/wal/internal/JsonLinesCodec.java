package dev.holdfast.wal.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.wal.WalConfig.Format;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * One JSON object a line. The record's own braces make room for the log's members: its {@code '{'}
 * becomes the comma behind the number, its {@code '}'} the comma before the checksum.
 */
final class JsonLinesCodec implements Codec {

  private static final byte[] SEQ_FIRST = "{\"seq\":".getBytes(US_ASCII);
  private static final byte[] SYNCED = "{\"synced\":".getBytes(US_ASCII);
  private static final byte[] SEQ_SECOND = ",\"seq\":".getBytes(US_ASCII);
  private static final byte[] CLOSED = ",\"type\":\"CLOSED\"".getBytes(US_ASCII);
  private static final byte[] CHECKSUM = ",\"checksum\":".getBytes(US_ASCII);
  private static final byte[] HEADER =
      "{\"type\":\"SEGMENT\",\"format\":\"holdfast-wal\",\"version\":".getBytes(US_ASCII);
  private static final byte[] FIRST_SEQ = ",\"first_seq\":".getBytes(US_ASCII);
  private static final byte[] CREATED = ",\"created_ms\":".getBytes(US_ASCII);

  private static final int CHECKSUM_DIGITS_MAX = 10;
  private static final int OVERHEAD_BYTES_MAX =
      SYNCED.length
          + Digits.LONG_MAX
          + SEQ_SECOND.length
          + Digits.LONG_MAX
          + CHECKSUM.length
          + CHECKSUM_DIGITS_MAX
          + 2;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final CRC32C crc = new CRC32C();

  @Override
  public Format format() {
    return Format.JSON_LINES;
  }

  @Override
  public byte padding() {
    return '\n';
  }

  @Override
  public int overheadBytesMax() {
    return OVERHEAD_BYTES_MAX;
  }

  @Override
  public void putHeader(ByteBuffer target, long firstSeq, long createdMillis) {
    int start = target.position();
    int at = put(target, start, HEADER);
    at = Digits.put(target, at, VERSION);
    at = put(target, at, FIRST_SEQ);
    at = Digits.put(target, at, firstSeq);
    at = put(target, at, CREATED);
    at = Digits.put(target, at, createdMillis);
    target.position(putChecksum(target, start, at));
  }

  @Override
  public void putMark(ByteBuffer target, long synced) {
    int start = target.position();
    int at = put(target, start, SYNCED);
    at = Digits.put(target, at, synced);
    at = put(target, at, CLOSED);
    target.position(putChecksum(target, start, at));
  }

  @Override
  public int beginFrame(ByteBuffer target, int start, long seq, long synced) {
    if (synced == Frame.UNSAID) {
      return Digits.put(target, put(target, start, SEQ_FIRST), seq);
    }
    int at = Digits.put(target, put(target, start, SYNCED), synced);
    return Digits.put(target, put(target, at, SEQ_SECOND), seq);
  }

  @Override
  public int endFrame(ByteBuffer target, int start, int from, int to) {
    requireObjectOnOneLine(target, from, to);
    target.put(from, (byte) ',');
    return putChecksum(target, start, to - 1);
  }

  /** Adds the checksum over {@code [start, end)} and ends the line. */
  private int putChecksum(ByteBuffer target, int start, int end) {
    int limit = target.limit();
    target.limit(end).position(start);
    crc.reset();
    crc.update(target);
    target.limit(limit);
    int at = Digits.put(target, put(target, end, CHECKSUM), crc.getValue());
    target.put(at, (byte) '}').put(at + 1, (byte) '\n');
    return at + 2;
  }

  private static int put(ByteBuffer target, int at, byte[] text) {
    target.put(at, text);
    return at + text.length;
  }

  /** Only as much as keeps the lines apart and the line an object if the record is one. */
  private static void requireObjectOnOneLine(ByteBuffer target, int from, int to) {
    int length = to - from;
    if (length < 4
        || target.get(from) != '{'
        || target.get(from + 1) != '"'
        || target.get(to - 1) != '}') {
      throw new IllegalArgumentException(
          "a record of a JSON-lines log must be a JSON object with at least one member, from {\" to"
              + " }, without white space around them; use the binary format for anything else");
    }
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      if (hasControl(target.getLong(i))) {
        break;
      }
    }
    for (; i < to; i++) {
      int b = target.get(i) & 0xff;
      if (b < 0x20) {
        throw new IllegalArgumentException(
            "a record of a JSON-lines log must be on one line: it has a control character ("
                + b
                + ") at index "
                + (i - from)
                + "; escape it, as JSON asks for within strings");
      }
    }
  }

  /** True if one of eight bytes is below 0x20. */
  private static boolean hasControl(long bytes) {
    return ((bytes - 0x20 * LOW_BITS) & ~bytes & HIGH_BITS) != 0;
  }

  @Override
  public Frame.Kind decode(byte[] window, int from, int to, Frame frame) {
    if (from == to) {
      return frame.nothing(Frame.Kind.INCOMPLETE);
    }
    if (window[from] == '\n') {
      return frame.nothing(Frame.Kind.PADDING);
    }
    int newline = indexOfNewline(window, from, to);
    if (newline == to) {
      return frame.nothing(Frame.Kind.INCOMPLETE);
    }
    int end = checkedEnd(window, from, newline);
    if (end < 0) {
      return frame.damaged("the line has no good checksum");
    }
    return decodeMembers(window, from, end, newline + 1 - from, frame);
  }

  /** Decodes a line whose checksum over {@code [from, end)} is good. */
  private static Frame.Kind decodeMembers(
      byte[] window, int from, int end, int length, Frame frame) {
    long synced = Frame.UNSAID;
    int at = from;
    boolean said = startsWith(window, at, end, SYNCED);
    if (said) {
      int digits = at + SYNCED.length;
      at = Digits.end(window, digits, end);
      synced = Digits.parse(window, digits, at);
      if (synced >= 0 && startsWith(window, at, end, CLOSED) && at + CLOSED.length == end) {
        return frame.mark(length, synced);
      }
    }
    byte[] name = said ? SEQ_SECOND : SEQ_FIRST;
    if (startsWith(window, at, end, name)) {
      int digits = at + name.length;
      int body = Digits.end(window, digits, end);
      long seq = Digits.parse(window, digits, body);
      if (seq > 0 && synced >= Frame.UNSAID && body + 1 < end && window[body] == ',') {
        return frame.record(length, seq, synced, body, end + 1);
      }
    }
    return frame.damaged("the line is no record of this log");
  }

  @Override
  public Frame.Kind decodeHeader(byte[] window, int from, int to, Frame frame) {
    if (!startsWith(window, from, to, HEADER)) {
      return frame.damaged("the segment has no header");
    }
    int digits = from + HEADER.length;
    int at = Digits.end(window, digits, to);
    long version = Digits.parse(window, digits, at);
    if (version > VERSION) {
      return frame.newer(version);
    }
    int newline = indexOfNewline(window, from, to);
    int end = newline == to ? -1 : checkedEnd(window, from, newline);
    if (end < 0 || version != VERSION || !startsWith(window, at, end, FIRST_SEQ)) {
      return frame.damaged("the segment's header is damaged");
    }
    int first = at + FIRST_SEQ.length;
    int firstEnd = Digits.end(window, first, end);
    long firstSeq = Digits.parse(window, first, firstEnd);
    int created = firstEnd + CREATED.length;
    long createdMillis =
        startsWith(window, firstEnd, end, CREATED) && Digits.end(window, created, end) == end
            ? Digits.parse(window, created, end)
            : -1;
    if (firstSeq < 1 || createdMillis < 0) {
      return frame.damaged("the segment's header is damaged");
    }
    return frame.header(newline + 1 - from, firstSeq, createdMillis);
  }

  /** Where the checksum's member begins if it is there and good, else -1. */
  private int checkedEnd(byte[] window, int from, int newline) {
    int digits = newline - 1;
    if (digits <= from || window[digits] != '}') {
      return -1;
    }
    while (digits > from && window[digits - 1] >= '0' && window[digits - 1] <= '9') {
      digits--;
    }
    int end = digits - CHECKSUM.length;
    if (end <= from || newline - 1 - digits > CHECKSUM_DIGITS_MAX) {
      return -1;
    }
    long checksum = Digits.parse(window, digits, newline - 1);
    if (!startsWith(window, end, newline, CHECKSUM)) {
      return -1;
    }
    crc.reset();
    crc.update(window, from, end - from);
    return crc.getValue() == checksum ? end : -1;
  }

  @Override
  public void reveal(byte[] window, Frame frame) {
    window[frame.bodyFrom()] = '{';
    window[frame.bodyTo() - 1] = '}';
  }

  /** Not only behind newlines: a damaged newline must not hide the line behind it. */
  @Override
  public int resync(byte[] window, int from, int to, long seqMin, long seqMax) {
    for (int i = from; i + SYNCED.length <= to; i++) {
      if (window[i] == '{' && startsWith(window, i, to, SYNCED)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] window, int from, int to, byte[] text) {
    int end = from + text.length;
    return end <= to && Arrays.equals(window, from, end, text, 0, text.length);
  }

  /** The index of the first newline, or {@code to}. Eight bytes at a time: lines may be long. */
  private static int indexOfNewline(byte[] window, int from, int to) {
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      long bytes = (long) LONGS.get(window, i) ^ ('\n' * LOW_BITS);
      long found = (bytes - LOW_BITS) & ~bytes & HIGH_BITS;
      if (found != 0) {
        return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (i < to && window[i] != '\n') {
      i++;
    }
    return i;
  }
}
