package dev.holdfast.server.wiring;

import dev.holdfast.observability.export.SamplingRatios;
import java.io.StringWriter;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Sampling ratios as JSON: {@code {"ratio":0.01,"queues":{"emails":1.0}}}. What is read is the
 * whole of what holds then; a queue that is not named goes by the ratio of all.
 */
final class SamplingJson {
  private static final JsonFactory JSON = new JsonFactory();

  private SamplingJson() {}

  static String write(SamplingRatios ratios) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeNumberProperty("ratio", ratios.ratio());
      json.writeName("queues");
      json.writeStartObject();
      ratios.byQueue().forEach(json::writeNumberProperty);
      json.writeEndObject();
      json.writeEndObject();
    }
    return text + "\n";
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is not that; the message says what is wrong
   */
  static SamplingRatios read(String text) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      expect(json.nextToken() == JsonToken.START_OBJECT, "must be an object with \"ratio\"");
      SamplingRatios ratios = readObject(json);
      expect(json.nextToken() == null, "something follows the object");
      return ratios;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static SamplingRatios readObject(JsonParser json) {
    OptionalDouble ratio = OptionalDouble.empty();
    Map<String, Double> queues = Map.of();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "ratio" -> ratio = OptionalDouble.of(number(json, "ratio"));
        case "queues" -> queues = readQueues(json);
        default ->
            throw new IllegalArgumentException(
                "there is no \"" + name + "\", there are \"ratio\" and \"queues\"");
      }
    }
    return new SamplingRatios(
        ratio.orElseThrow(() -> new IllegalArgumentException("\"ratio\" is missing")), queues);
  }

  private static Map<String, Double> readQueues(JsonParser json) {
    expect(json.currentToken() == JsonToken.START_OBJECT, "\"queues\" must be an object");
    Map<String, Double> queues = new TreeMap<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String queue = json.currentName();
      json.nextToken();
      boolean isNew = queues.put(queue, number(json, queue)) == null;
      expect(isNew, "the queue \"" + queue + "\" stands there twice");
    }
    return queues;
  }

  private static double number(JsonParser json, String name) {
    expect(json.currentToken().isNumeric(), "\"" + name + "\" must be a number from 0 to 1");
    return json.getDoubleValue();
  }

  private static void expect(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
