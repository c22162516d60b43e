package dev.holdfast.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.core.internal.Fingerprint;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a job carries: bytes that never change, and that the machine never looks into.
 *
 * <p>Immutable, so any thread may read it at any time.
 */
public final class Payload {
  /** No bytes at all; also what a completed job keeps of its payload. */
  public static final Payload EMPTY = new Payload(new byte[0]);

  private final byte[] bytes;

  private Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A payload of a copy of these bytes. */
  public static Payload of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Payload(bytes.clone());
  }

  /** A payload of the UTF-8 bytes of this text; an unpaired surrogate in it becomes a '?'. */
  public static Payload ofUtf8(String text) {
    return text.isEmpty() ? EMPTY : new Payload(text.getBytes(UTF_8));
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
    return Fingerprint.mix(fingerprint, bytes);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Payload that && Arrays.equals(bytes, that.bytes));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Payload[" + bytes.length + " bytes]";
  }
}
