package dev.holdfast.wal.internal;

import dev.holdfast.storage.DataFile;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalConfig.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Goes through one segment frame by frame. Its window grows only over bytes that are there, so no
 * length in a file can make it allocate more than the file is long.
 */
public final class SegmentCursor implements AutoCloseable {

  private static final int WINDOW_BYTES = 128 << 10;

  /** The beginning of a frame may be cut off by the window's end by so much, less one. */
  private static final int RESYNC_TAIL_BYTES = 16;

  private final DataFile file;
  private final Frame frame = new Frame();
  private Codec codec;

  /** {@code window[from, to)} are the file's bytes from {@link #offset} on. */
  private byte[] window = new byte[WINDOW_BYTES];

  private ByteBuffer readOnly = ByteBuffer.wrap(window).asReadOnlyBuffer();
  private int from;
  private int to;
  private long offset;

  /** Takes the file over and closes it in the end. */
  public SegmentCursor(DataFile file) {
    this.file = file;
    this.codec = Codec.of(Format.JSON_LINES);
  }

  /** Reads the header and finds the format: {@code HEADER}, {@code NEWER} or {@code DAMAGED}. */
  public Frame.Kind header() throws IOException {
    restartAt(0);
    while (to < Codec.HEADER_BYTES_MAX && readMore()) {
      // Until there is enough, or no more.
    }
    if (to > 0 && window[0] != '{') {
      codec = Codec.of(Format.BINARY);
    }
    return codec.decodeHeader(window, 0, to, frame);
  }

  /** Moves behind the present frame and decodes what is there; stays where it is if it is none. */
  public Frame.Kind next() throws IOException {
    skip(frame.length());
    return decode();
  }

  /** Reads the present place from the file once more: it may have been written meanwhile. */
  public Frame.Kind again() throws IOException {
    restartAt(offset);
    return decode();
  }

  /** Decodes what lies at that offset. */
  public Frame.Kind at(long place) throws IOException {
    moveTo(place);
    return decode();
  }

  private void moveTo(long place) {
    if (place >= offset && place <= offset + (to - from)) {
      skip((int) (place - offset));
    } else {
      restartAt(place);
    }
  }

  /** Forgets the window and the present frame; reads nothing yet. */
  void restartAt(long place) {
    offset = place;
    from = 0;
    to = 0;
    frame.nothing(Frame.Kind.END);
  }

  private Frame.Kind decode() throws IOException {
    while (codec.decode(window, from, to, frame) == Frame.Kind.INCOMPLETE) {
      if (to - from > WalConfig.RECORD_BYTES_LIMIT + codec.overheadBytesMax()) {
        return frame.damaged("no record may be as long as this one");
      }
      if (!readMore()) {
        return from == to
            ? frame.nothing(Frame.Kind.END)
            : frame.damaged("the file ends within a record");
      }
    }
    return frame.kind();
  }

  /** Fills the window, after making room in it; false at the end of the file. */
  private boolean readMore() throws IOException {
    if (from > 0) {
      System.arraycopy(window, from, window, 0, to - from);
      to -= from;
      from = 0;
    }
    if (to == window.length) {
      window = Arrays.copyOf(window, 2 * window.length);
      readOnly = ByteBuffer.wrap(window).asReadOnlyBuffer();
    }
    int read = file.read(ByteBuffer.wrap(window, to, window.length - to), offset + to);
    if (read <= 0) {
      return false;
    }
    to += read;
    return true;
  }

  /** Where the last byte at or behind {@code place} that is not blank ends, else {@code place}. */
  long contentEnd(long place) throws IOException {
    long end = place;
    moveTo(place);
    do {
      for (int i = to - 1; i >= from; i--) {
        if (window[i] != 0 && window[i] != '\n') {
          end = offset + (i + 1 - from);
          break;
        }
      }
      skip(to - from);
    } while (readMore());
    return end;
  }

  /**
   * Moves to the next place behind {@code place} where a frame with a number in that range might
   * begin; -1 if there is none.
   */
  long resync(long place, long seqMin, long seqMax) throws IOException {
    moveTo(place + 1);
    while (true) {
      int found = codec.resync(window, from, to, seqMin, seqMax);
      if (found >= 0) {
        skip(found - from);
        return from < to || readMore() ? offset : -1;
      }
      skip(Math.max(0, to - from - RESYNC_TAIL_BYTES));
      if (!readMore()) {
        return -1;
      }
    }
  }

  private void skip(int bytes) {
    from += bytes;
    offset += bytes;
  }

  public Frame frame() {
    return frame;
  }

  /** Where the present frame begins. */
  public long offset() {
    return offset;
  }

  /** Where the present frame ends. */
  public long end() {
    return offset + frame.length();
  }

  public Format format() {
    return codec.format();
  }

  public String fileName() {
    return file.name();
  }

  public long fileBytes() throws IOException {
    return file.size();
  }

  /** The present record, once: read-only, valid until the cursor moves. */
  public ByteBuffer record() {
    codec.reveal(window, frame);
    return readOnly.slice(frame.bodyFrom(), frame.bodyTo() - frame.bodyFrom());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
