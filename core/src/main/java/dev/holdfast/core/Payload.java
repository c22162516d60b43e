package dev.holdfast.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.core.internal.Fingerprint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * What a job carries: bytes that never change, and that the machine never looks into. They are said
 * to be JSON or just bytes, so that logs and pages can show them as what they are.
 *
 * <p>Immutable, so any thread may read it at any time.
 */
public final class Payload {
  /** No bytes at all; also what a completed job keeps of its payload. */
  public static final Payload EMPTY = new Payload(new byte[0], false);

  private final byte[] bytes;
  private final boolean json;

  private Payload(byte[] bytes, boolean json) {
    this.bytes = bytes;
    this.json = json;
  }

  /** A payload of a copy of these bytes, whatever they mean. */
  public static Payload of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Payload(bytes.clone(), false);
  }

  /** A payload of a copy of these bytes, which are one JSON value in UTF-8. Not checked here. */
  public static Payload ofJson(byte[] utf8) {
    return utf8.length == 0 ? EMPTY : new Payload(utf8.clone(), true);
  }

  /**
   * The same of a copy of the bytes in {@code [from, to)}.
   *
   * @throws IndexOutOfBoundsException if they are not all there
   */
  public static Payload ofJson(byte[] utf8, int from, int to) {
    Objects.checkFromToIndex(from, to, utf8.length);
    return wrap(Arrays.copyOfRange(utf8, from, to), true);
  }

  /** A payload of this JSON value. Not checked here; an unpaired surrogate in it becomes a '?'. */
  public static Payload ofJson(String json) {
    return json.isEmpty() ? EMPTY : new Payload(json.getBytes(UTF_8), true);
  }

  /** Wraps an array that nobody else changes. */
  static Payload wrap(byte[] bytes, boolean json) {
    return bytes.length == 0 ? EMPTY : new Payload(bytes, json);
  }

  byte[] array() {
    return bytes;
  }

  /** Whether it is said to be one JSON value; false for no bytes at all. */
  public boolean isJson() {
    return json;
  }

  /** Whether it has no bytes. */
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** How many bytes it has. */
  public int size() {
    return bytes.length;
  }

  /** A new read-only view of the bytes, from position 0 to {@link #size()}; nothing is copied. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** The bytes read as UTF-8; what is malformed becomes U+FFFD. */
  public String toUtf8() {
    return new String(bytes, UTF_8);
  }

  /**
   * Puts the bytes at the target's position, which moves behind them.
   *
   * @throws java.nio.BufferOverflowException if the target has less room than {@link #size()}; it
   *     is then unchanged
   */
  public void writeTo(ByteBuffer target) {
    target.put(bytes);
  }

  long mixInto(long fingerprint) {
    long mixed = Fingerprint.mix(fingerprint, bytes);
    return json || bytes.length == 0 ? mixed : Fingerprint.mix(mixed, 1);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Payload that && json == that.json && Arrays.equals(bytes, that.bytes));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return json ? "Payload[" + toUtf8() + "]" : "Payload[" + bytes.length + " bytes]";
  }
}
