package dev.holdfast.server.handlers;

import dev.holdfast.core.Payload;
import dev.holdfast.server.handlers.Task.Fibonacci;
import dev.holdfast.server.handlers.Task.HttpGet;
import dev.holdfast.server.handlers.Task.WriteFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Turns payloads into tasks. Of a member that stands twice, the last one counts. */
final class TaskReader {
  private static final Set<String> MEMBERS =
      Set.of("type", "operation", "input", "path", "content", "url");

  /** What is a payload has been through the limits already. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private record Member(JsonToken token, String text) {}

  private final Map<String, Member> members;

  private TaskReader(Map<String, Member> members) {
    this.members = members;
  }

  static Task read(Payload payload) {
    return new TaskReader(membersOf(payload)).task();
  }

  private static Map<String, Member> membersOf(Payload payload) {
    Map<String, Member> members = new HashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), payload.toByteArray())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("payload must be an object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (MEMBERS.contains(name)) {
          members.put(name, new Member(token, token.isScalarValue() ? parser.getString() : ""));
        }
        parser.skipChildren();
      }
    }
    return members;
  }

  private Task task() {
    String type = string("type");
    return switch (type) {
      case "compute" -> {
        requireOperation("fibonacci");
        yield new Fibonacci(input());
      }
      case "io" -> {
        requireOperation("write_file");
        yield new WriteFile(path(), wellFormed("content"));
      }
      case "network" -> {
        requireOperation("http_get");
        yield new HttpGet(url());
      }
      default ->
          throw new IllegalArgumentException(
              "payload.type must be compute, io or network, not \"" + shortened(type) + "\"");
    };
  }

  private void requireOperation(String wanted) {
    String operation = string("operation");
    if (!operation.equals(wanted)) {
      throw new IllegalArgumentException(
          "payload.operation must be %s for this type, not \"%s\""
              .formatted(wanted, shortened(operation)));
    }
  }

  private int input() {
    Member input = member("input");
    if (input.token == JsonToken.VALUE_NUMBER_INT && input.text.length() <= 9) {
      int number = Integer.parseInt(input.text);
      if (0 <= number && number <= Fibonacci.INPUT_MAX) {
        return number;
      }
    }
    throw wrong("input", "a whole number from 0 to " + Fibonacci.INPUT_MAX, input);
  }

  private String path() {
    String path = wellFormed("path");
    if (path.isEmpty() || path.indexOf('\0') >= 0) {
      throw wrong("path", "a path", member("path"));
    }
    return path;
  }

  private URI url() {
    String text = string("url");
    @Nullable URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      url = null;
    }
    if (url == null || url.getHost() == null || !isHttp(url)) {
      throw wrong("url", "an http or https address", member("url"));
    }
    return url;
  }

  private static boolean isHttp(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    return scheme.equals("http") || scheme.equals("https");
  }

  private String wellFormed(String name) {
    String text = string(name);
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSurrogatePair(
            text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
          throw new IllegalArgumentException(
              "payload." + name + " holds an unpaired surrogate, which no file can");
        }
        i++;
      }
    }
    return text;
  }

  private String string(String name) {
    Member member = member(name);
    if (member.token != JsonToken.VALUE_STRING) {
      throw wrong(name, "a string", member);
    }
    return member.text;
  }

  private Member member(String name) {
    Member member = members.get(name);
    if (member == null) {
      throw new IllegalArgumentException("payload." + name + " is missing");
    }
    return member;
  }

  private static IllegalArgumentException wrong(String name, String wanted, Member found) {
    String shown =
        switch (found.token) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "an array";
          case VALUE_STRING -> "\"" + shortened(found.text) + "\"";
          default -> shortened(found.text);
        };
    return new IllegalArgumentException(
        "payload." + name + " must be " + wanted + ", not " + shown);
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
