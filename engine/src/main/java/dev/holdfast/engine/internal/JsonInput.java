package dev.holdfast.engine.internal;

import dev.holdfast.core.JobId;
import dev.holdfast.core.Payload;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads what {@link JsonText} writes, strictly: a value of another kind than the one that is asked
 * for is an {@link IllegalArgumentException}, and what is no JSON a {@link
 * tools.jackson.core.JacksonException}. A payload comes out as the very bytes that stand there.
 */
final class JsonInput implements AutoCloseable {
  /** Marks the name of a member that holds bytes. */
  static final String BASE64_SUFFIX = "_base64";

  private final JsonParser parser;
  private final ByteSource source;

  private JsonInput(JsonParser parser, ByteSource source) {
    this.parser = parser;
    this.source = source;
  }

  static JsonInput of(byte[] utf8) {
    return new JsonInput(
        Json.parserOfRecords(utf8), (from, to) -> Arrays.copyOfRange(utf8, (int) from, (int) to));
  }

  static JsonInput of(InputStream utf8) {
    RecentBytes recent = new RecentBytes(utf8);
    return new JsonInput(Json.parserOfRecords(recent), recent);
  }

  /** Gives back bytes that the parser has just read. */
  @FunctionalInterface
  interface ByteSource {
    byte[] slice(long from, long to);

    /** Bytes before this one will not be asked for any more. */
    default void forgetBefore(long offset) {}
  }

  /** Moves to the first value. */
  void begin() {
    parser.nextToken();
  }

  /** Whether nothing follows the value that was read. */
  boolean isAtEnd() {
    return parser.nextToken() == null;
  }

  boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  void mustBeObject() {
    expect(JsonToken.START_OBJECT);
  }

  void mustBeArray() {
    expect(JsonToken.START_ARRAY);
  }

  private void expect(JsonToken wanted) {
    if (parser.currentToken() != wanted) {
      throw new IllegalArgumentException(
          "expected %s, found %s".formatted(wanted, parser.currentToken()));
    }
  }

  /** Moves to the value of the object's next member and says its name; null at the object's end. */
  @Nullable String nextMember() {
    String name = parser.nextName();
    if (name != null) {
      parser.nextToken();
    }
    return name;
  }

  /** Moves to the array's next value; false at the array's end. */
  boolean nextElement() {
    return parser.nextToken() != JsonToken.END_ARRAY;
  }

  void skip() {
    parser.skipChildren();
  }

  String text() {
    mustBe(JsonToken.VALUE_STRING, "a string");
    return parser.getString();
  }

  long number() {
    mustBe(JsonToken.VALUE_NUMBER_INT, "a whole number");
    return parser.getLongValue();
  }

  int count() {
    mustBe(JsonToken.VALUE_NUMBER_INT, "a whole number");
    return parser.getIntValue();
  }

  double decimal() {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
      mustBe(JsonToken.VALUE_NUMBER_INT, "a number");
    }
    return parser.getDoubleValue();
  }

  boolean flag() {
    if (parser.currentToken() != JsonToken.VALUE_FALSE) {
      mustBe(JsonToken.VALUE_TRUE, "true or false");
    }
    return parser.getBooleanValue();
  }

  List<JobId> ids() {
    mustBeArray();
    List<JobId> ids = new ArrayList<>();
    while (nextElement()) {
      ids.add(new JobId(text()));
    }
    return ids;
  }

  /** The value, whatever it is, as it stands there. */
  Payload json() {
    long from = parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    return Payload.ofJson(source.slice(from, parser.currentLocation().getByteOffset()));
  }

  /** The bytes that are written in base64. */
  Payload bytes() {
    return Payload.of(Base64.getDecoder().decode(text()));
  }

  /** What came before will not be asked for any more. */
  void forgetBefore() {
    source.forgetBefore(parser.currentTokenLocation().getByteOffset());
  }

  private void mustBe(JsonToken wanted, String what) {
    if (parser.currentToken() != wanted) {
      throw new IllegalArgumentException("\"%s\" is not %s".formatted(parser.currentName(), what));
    }
  }

  @Override
  public void close() {
    parser.close();
  }
}
