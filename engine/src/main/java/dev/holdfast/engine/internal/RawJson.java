package dev.holdfast.engine.internal;

import dev.holdfast.core.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import tools.jackson.core.SerializableString;

/** A payload that a generator copies as the JSON value that it is, byte for byte. */
record RawJson(Payload payload) implements SerializableString {

  @Override
  public String getValue() {
    return payload.toUtf8();
  }

  @Override
  public int charLength() {
    return getValue().length();
  }

  @Override
  public byte[] asUnquotedUTF8() {
    return payload.toByteArray();
  }

  @Override
  public int appendUnquotedUTF8(byte[] buffer, int offset) {
    if (payload.size() > buffer.length - offset) {
      return -1;
    }
    payload.asByteBuffer().get(buffer, offset, payload.size());
    return payload.size();
  }

  @Override
  public int appendUnquoted(char[] buffer, int offset) {
    String text = getValue();
    if (text.length() > buffer.length - offset) {
      return -1;
    }
    text.getChars(0, text.length(), buffer, offset);
    return text.length();
  }

  @Override
  public int writeUnquotedUTF8(OutputStream out) throws IOException {
    out.write(payload.toByteArray());
    return payload.size();
  }

  @Override
  public int putUnquotedUTF8(ByteBuffer target) {
    if (payload.size() > target.remaining()) {
      return -1;
    }
    payload.writeTo(target);
    return payload.size();
  }

  @Override
  public char[] asQuotedChars() {
    throw notAString();
  }

  @Override
  public byte[] asQuotedUTF8() {
    throw notAString();
  }

  @Override
  public int appendQuotedUTF8(byte[] buffer, int offset) {
    throw notAString();
  }

  @Override
  public int appendQuoted(char[] buffer, int offset) {
    throw notAString();
  }

  @Override
  public int writeQuotedUTF8(OutputStream out) {
    throw notAString();
  }

  @Override
  public int putQuotedUTF8(ByteBuffer target) {
    throw notAString();
  }

  private static UnsupportedOperationException notAString() {
    return new UnsupportedOperationException(
        "a payload is a JSON value, not the content of a string");
  }
}
