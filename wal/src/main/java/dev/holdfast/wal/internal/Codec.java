package dev.holdfast.wal.internal;

import dev.holdfast.wal.WalConfig.Format;
import java.nio.ByteBuffer;

/**
 * How records become bytes, and bytes records. A codec has scratch memory: each user has its own.
 *
 * <p>A frame is written in two steps so that the record can be encoded in place: {@link
 * #beginFrame} says where it goes, {@link #endFrame} closes the frame around it.
 */
public interface Codec {

  /** The newest version of either format that is understood here, and the one that is written. */
  int VERSION = 1;

  /** No header is longer, in any format. */
  int HEADER_BYTES_MAX = 192;

  /** No mark is longer. */
  int MARK_BYTES_MAX = 80;

  /** A codec of its own for the caller. */
  static Codec of(Format format) {
    return switch (format) {
      case JSON_LINES -> new JsonLinesCodec();
      case BINARY -> new BinaryCodec();
    };
  }

  Format format();

  /** The byte that fills space kept free. */
  byte padding();

  /** The most bytes that a frame adds to its record. */
  int overheadBytesMax();

  /** Puts the header of a segment that is begun at that time at the buffer's position. */
  void putHeader(ByteBuffer target, long firstSeq, long createdMillis);

  /** Puts the mark of a log that was closed when everything up to {@code synced} was on disk. */
  void putMark(ByteBuffer target, long synced);

  /**
   * Begins a frame at {@code start}.
   *
   * @param synced see {@link Frame#synced}, or {@link Frame#UNSAID}
   * @return where the record has to be put
   */
  int beginFrame(ByteBuffer target, int start, long seq, long synced);

  /**
   * Ends the frame that began at {@code start}, around the record in {@code [from, to)}.
   *
   * @return where the frame ends
   * @throws IllegalArgumentException if the format cannot hold such a record
   */
  int endFrame(ByteBuffer target, int start, int from, int to);

  /** Decodes what lies at {@code from}; the window may go on to {@code to} and not further. */
  Frame.Kind decode(byte[] window, int from, int to, Frame frame);

  /** Decodes the header of a segment. */
  Frame.Kind decodeHeader(byte[] window, int from, int to, Frame frame);

  /** Makes the record of a decoded frame readable in the window; it cannot be decoded again. */
  void reveal(byte[] window, Frame frame);

  /**
   * The next place at or after {@code from} where a frame might begin that has a number in {@code
   * [seqMin, seqMax]} and says what was synced; -1 if there is none. A cheap look, which may find
   * too much: what it finds has still to be decoded.
   */
  int resync(byte[] window, int from, int to, long seqMin, long seqMax);
}
