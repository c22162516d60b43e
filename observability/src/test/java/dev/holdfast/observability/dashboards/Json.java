package dev.holdfast.observability.dashboards;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A JSON value to look around in: what is not there is an empty object. */
record Json(Object value) {

  static Json read(Path file) {
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), file)) {
      json.nextToken();
      return new Json(value(json));
    }
  }

  private static Object value(JsonParser json) {
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = json.currentName();
          json.nextToken();
          members.put(name, value(json));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(json));
        }
        yield items;
      }
      case VALUE_NUMBER_INT -> json.getIntValue();
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> Map.of();
      default -> json.getString();
    };
  }

  /** A member, or a member of a member: {@code options.legend}. */
  Json at(String path) {
    Object found = value;
    for (String name : path.split("\\.", -1)) {
      found = found instanceof Map<?, ?> members ? members.get(name) : null;
    }
    return new Json(found == null ? Map.of() : found);
  }

  Stream<Json> items() {
    return value instanceof List<?> items ? items.stream().map(Json::new) : Stream.empty();
  }

  String text() {
    return String.valueOf(value);
  }

  int number() {
    return value instanceof Integer number ? number : -1;
  }
}
