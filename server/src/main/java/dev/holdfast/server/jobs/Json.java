package dev.holdfast.server.jobs;

import dev.holdfast.core.Limits;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/** How job files are parsed: a number or a string may be as long as a payload. */
final class Json {
  private Json() {}

  static JsonFactory factory(Limits limits) {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxStringLength(Math.max(1, limits.payloadBytesMax()))
            .maxNumberLength(Math.max(1, limits.payloadBytesMax()))
            .maxNameLength(Math.max(1, limits.payloadBytesMax()))
            .build();
    return JsonFactory.builder().streamReadConstraints(constraints).build();
  }

  static JsonParser parser(InputStream in, Limits limits) {
    return factory(limits).createParser(ObjectReadContext.empty(), in);
  }

  /** What is wrong, without the parser's own words for where. */
  static String describe(JacksonException e, Limits limits) {
    String message = e.getOriginalMessage();
    return switch (e) {
      case UnexpectedEndOfInputException _ -> "the file breaks off here";
      case StreamConstraintsException _ when message.contains("depth") -> "this nests too deep";
      case StreamConstraintsException _ ->
          "this is longer than a whole payload may be: " + limits.payloadBytesMax() + " bytes";
      default -> "is not JSON: " + message.replaceAll(" \\(for .* starting at .*\\)", "");
    };
  }
}
