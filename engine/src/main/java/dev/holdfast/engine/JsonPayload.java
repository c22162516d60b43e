package dev.holdfast.engine;

import dev.holdfast.core.Payload;
import dev.holdfast.engine.internal.Json;
import dev.holdfast.engine.internal.JsonScanner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Makes payloads out of JSON text. A payload is kept in one canonical form: no white space between
 * tokens, members in their order (repeated names included), numbers digit by digit as they were
 * written, strings with only the escapes that JSON demands. So it comes out as it went in, whatever
 * its numbers or alphabet, and making it canonical twice changes nothing.
 */
public final class JsonPayload {

  private JsonPayload() {}

  /**
   * The payload for one JSON value.
   *
   * @throws IllegalArgumentException if the text is not exactly one JSON value, nests deeper than
   *     {@value Json#DEPTH_MAX}, or holds an unpaired surrogate; the message says where
   */
  public static Payload parse(String json) {
    return parse(json.getBytes(StandardCharsets.UTF_8));
  }

  /** The payload for one JSON value in UTF-8; otherwise as {@link #parse(String)}. */
  public static Payload parse(byte[] utf8) {
    try (JsonParser parser = Json.parser(utf8)) {
      if (parser.nextToken() == null) {
        throw new IllegalArgumentException("a payload must be one JSON value, found nothing");
      }
      Payload payload = copyValue(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException(
            "a payload must be one JSON value, found a second one after it");
      }
      return payload;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "a payload must be one JSON value: " + Json.describe(e), e);
    }
  }

  /**
   * The same payload in canonical form; the very object if it is canonical already, or is not said
   * to be JSON: bytes pass as they are.
   *
   * @throws IllegalArgumentException if it is said to be JSON, and is not
   */
  static Payload canonical(Payload payload) {
    if (!payload.isJson()) {
      return payload;
    }
    byte[] utf8 = payload.toByteArray();
    if (JsonScanner.isPlainValue(utf8)) {
      return payload; // as most are: nothing to take apart and put together again
    }
    Payload canonical = parse(utf8);
    return canonical.equals(payload) ? payload : canonical;
  }

  /**
   * Takes the value that the parser stands on out of a larger document and leaves the parser on the
   * value's last token.
   *
   * @throws IllegalArgumentException if a string in it holds an unpaired surrogate
   * @throws JacksonException as the parser throws it
   */
  public static Payload copyValue(JsonParser parser) {
    var out = new ByteArrayOutputStream(256);
    try (JsonGenerator generator = Json.generator(out)) {
      int depth = 0;
      JsonToken token = parser.currentToken();
      while (true) {
        copyToken(token, parser, generator);
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth == 0) {
          break;
        }
        token = parser.nextToken();
      }
    }
    return Payload.ofJson(out.toByteArray());
  }

  private static void copyToken(JsonToken token, JsonParser parser, JsonGenerator generator) {
    switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(parser.getString());
      case VALUE_STRING -> generator.writeString(wellFormed(parser.getString()));
      case PROPERTY_NAME -> generator.writeName(wellFormed(parser.currentName()));
      default -> generator.copyCurrentEvent(parser);
    }
  }

  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new IllegalArgumentException(
              "a payload must be well-formed Unicode, found the unpaired surrogate \\u%04x"
                  .formatted((int) c));
        }
        i++;
      }
    }
    return text;
  }
}
