package dev.holdfast.engine.internal;

import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * How this module reads and writes the JSON of others: payloads. What it writes itself goes through
 * {@link JsonText} and {@link JsonInput}.
 */
public final class Json {

  /** How deep a payload may nest. */
  public static final int DEPTH_MAX = 500;

  /** Characters in one string or one number: no smaller than any payload that the queue accepts. */
  private static final int TEXT_CHARS_MAX = 64 << 20;

  /**
   * Reads and writes UTF-8, without a limit on numbers that is smaller than the one on payloads.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxStringLength(TEXT_CHARS_MAX)
                  .maxNumberLength(TEXT_CHARS_MAX)
                  .maxNameLength(TEXT_CHARS_MAX)
                  .build())
          .build();

  private Json() {}

  /** Writes UTF-8 to {@code out}. */
  public static JsonGenerator generator(OutputStream out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
  }

  /** Reads UTF-8. */
  public static JsonParser parser(byte[] utf8) {
    return FACTORY.createParser(ObjectReadContext.empty(), utf8);
  }

  /** What is wrong and where, in one line and without the parser's own file name. */
  public static String describe(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    String message = e.getOriginalMessage().lines().findFirst().orElse("not JSON");
    return at == null
        ? message
        : message + " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
  }
}
