package dev.holdfast.engine.internal;

import dev.holdfast.core.JobId;
import dev.holdfast.core.Payload;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link JsonText} writes, strictly: a value of another kind than the one that is asked
 * for is an {@link IllegalArgumentException}, and what is no JSON a {@link MalformedJsonException}.
 * A payload comes out as the very bytes that stand there.
 *
 * <p>Each value must be read before the next is asked for. So whoever reads an object knows where
 * it ends, and nothing needs to be remembered of what lies around it. Not thread safe.
 */
final class JsonInput {
  /** Marks the name of a member that holds bytes. */
  static final String BASE64_SUFFIX = "_base64";

  private final JsonScanner scanner;

  /** The name of the last member, for messages. */
  private String name = "";

  /** Whether something stands before, in the object or array that is being read. */
  private boolean follows;

  private JsonInput(JsonScanner scanner) {
    this.scanner = scanner;
  }

  /** Of records, each begun with {@link #reset}. */
  static JsonInput ofRecords() {
    return new JsonInput(new JsonScanner());
  }

  /** Of a stream, which it does not close; what that throws comes out unchecked. */
  static JsonInput of(InputStream utf8) {
    return new JsonInput(new JsonScanner(utf8));
  }

  /** Begins with this record, which it copies. */
  void reset(ByteBuffer record) {
    scanner.reset(record);
    name = "";
    follows = false;
  }

  /** Whether nothing follows the value that was read. */
  boolean isAtEnd() {
    return scanner.peek() == JsonScanner.END;
  }

  /** Whether the value is an object. */
  boolean isObject() {
    return scanner.peek() == '{';
  }

  void beginObject() {
    begin('{', "an object");
  }

  void beginArray() {
    begin('[', "an array");
  }

  private void begin(char bracket, String what) {
    if (scanner.peek() != bracket) {
      throw new IllegalArgumentException("expected %s, found %s".formatted(what, kind()));
    }
    scanner.take();
    follows = false;
  }

  /** Moves to the value of the object's next member and says its name; null at the object's end. */
  @Nullable String nextMember() {
    if (isOver('}')) {
      return null;
    }
    scanner.peek();
    name = scanner.name();
    return name;
  }

  /** Moves to the array's next value; false at the array's end. */
  boolean nextElement() {
    return !isOver(']');
  }

  private boolean isOver(char bracket) {
    boolean over;
    if (follows) {
      over = scanner.closes(bracket);
    } else {
      over = scanner.peek() == bracket;
      if (over) {
        scanner.take();
      }
    }
    follows = true;
    return over;
  }

  void skip() {
    scanner.skip();
  }

  String text() {
    mustBegin('"', "a string");
    return scanner.string();
  }

  /** A string that many have in common; then it is often the same object. */
  String knownText() {
    mustBegin('"', "a string");
    return scanner.knownString();
  }

  long number() {
    mustBe(isNumber(), "a whole number");
    return scanner.whole(name);
  }

  int count() {
    long number = number();
    if (number != (int) number) {
      throw new IllegalArgumentException("\"%s\" cannot be %d".formatted(name, number));
    }
    return (int) number;
  }

  double decimal() {
    mustBe(isNumber(), "a number");
    return scanner.decimal();
  }

  private boolean isNumber() {
    int b = scanner.peek();
    return b == '-' || (b >= '0' && b <= '9');
  }

  boolean flag() {
    int b = scanner.peek();
    mustBe(b == 't' || b == 'f', "true or false");
    scanner.literal(b == 't' ? "true" : "false");
    return b == 't';
  }

  List<JobId> ids() {
    beginArray();
    List<JobId> ids = new ArrayList<>();
    while (nextElement()) {
      ids.add(new JobId(text()));
    }
    return ids;
  }

  /** The value, whatever it is, as it stands there. */
  Payload json() {
    scanner.peek();
    return scanner.value();
  }

  /** The bytes that are written in base64. */
  Payload bytes() {
    return Payload.of(Base64.getDecoder().decode(text()));
  }

  private void mustBegin(char first, String what) {
    mustBe(scanner.peek() == first, what);
  }

  private void mustBe(boolean so, String what) {
    if (!so) {
      throw new IllegalArgumentException("\"%s\" is not %s, but %s".formatted(name, what, kind()));
    }
  }

  /** What stands there instead of what should. */
  private String kind() {
    return switch (scanner.peek()) {
      case '{' -> "an object";
      case '[' -> "an array";
      case '"' -> "a string";
      case 't', 'f' -> "true or false";
      case 'n' -> "null";
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> "a number";
      default -> throw scanner.malformed("a value");
    };
  }
}
