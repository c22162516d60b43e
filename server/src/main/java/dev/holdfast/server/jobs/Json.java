package dev.holdfast.server.jobs;

import dev.holdfast.core.Limits;
import java.io.InputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** How job files are parsed: UTF-8 only, and a number or a string may be as long as a payload. */
final class Json {
  private Json() {}

  static JsonFactory factory(Limits limits) {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxStringLength(Math.max(1, limits.payloadBytesMax()))
            .maxNumberLength(Math.max(1, limits.payloadBytesMax()))
            .maxNameLength(Math.max(1, limits.payloadBytesMax()))
            .build();
    return JsonFactory.builder()
        .streamReadConstraints(constraints)
        .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
        .build();
  }

  static JsonParser parser(InputStream in, Limits limits) {
    return factory(limits).createParser(ObjectReadContext.empty(), in);
  }
}
