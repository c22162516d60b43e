package dev.holdfast.server.jobs;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.JsonPayload;
import dev.holdfast.server.handlers.Task;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one job of a job file, and refuses whatever could not run. One reader, one job. */
final class JobReader {
  private static final int ATTEMPT_MAX = 1_000_000;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private enum Key {
    ID,
    PAYLOAD,
    ATTEMPT,
    STATUS,
    PRIORITY,
    SCHEDULED_AT,
    DEPENDS_ON;

    private static final String ALL =
        Arrays.stream(values()).map(Key::toString).collect(Collectors.joining(", "));

    static @Nullable Key of(String name) {
      for (Key key : values()) {
        if (key.toString().equals(name)) {
          return key;
        }
      }
      return null;
    }

    private final String text = name().toLowerCase(Locale.ROOT);

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * A job as the file has it.
   *
   * @param idPlace where its id stands
   * @param offset its first byte in what was parsed
   * @param length how many bytes it has there
   * @param dependencyOffsets where each of its dependencies is named
   */
  record FoundJob(
      JobSpec spec, Place idPlace, long offset, int length, List<Long> dependencyOffsets) {}

  private final String file;
  private final Limits limits;
  private final JsonParser parser;
  private final Set<Key> seen = EnumSet.noneOf(Key.class);

  private @Nullable JobId id;
  private @Nullable Place idPlace;
  private @Nullable Payload payload;
  private String type = "";
  private int failures;
  private int priority;
  private long runAtMillis;
  private List<JobId> dependsOn = List.of();
  private List<Long> dependencyOffsets = List.of();

  private JobReader(String file, Limits limits, JsonParser parser) {
    this.file = file;
    this.limits = limits;
    this.parser = parser;
  }

  /** Reads the job whose first token is the parser's present one. */
  static FoundJob read(String file, Limits limits, JsonParser parser) {
    return new JobReader(file, limits, parser).read();
  }

  private FoundJob read() {
    Place place = here();
    long offset = parser.currentTokenLocation().getByteOffset();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw problem(place, "a job is an object like {\"id\": ...}, not " + found());
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      readMember();
    }
    if (id == null || idPlace == null) {
      throw problem(place, "the job has no id");
    }
    if (payload == null) {
      throw problem(place, "payload is missing");
    }
    JobSpec spec =
        JobSpec.builder(id)
            .payload(payload)
            .type(type)
            .priority(priority)
            .runAtMillis(runAtMillis)
            .dependsOn(dependsOn)
            .failures(failures)
            .build();
    int length = Math.toIntExact(parser.currentLocation().getByteOffset() - offset);
    return new FoundJob(spec, idPlace, offset, length, dependencyOffsets);
  }

  private void readMember() {
    String name = parser.currentName();
    Key key = Key.of(name);
    if (key == null) {
      throw problem("unknown key \"" + name + "\"; the keys of a job are " + Key.ALL);
    }
    if (!seen.add(key)) {
      throw problem(key + " stands here a second time");
    }
    parser.nextToken();
    switch (key) {
      case ID -> readId();
      case PAYLOAD -> readPayload();
      case ATTEMPT -> failures = wholeNumber(key, ATTEMPT_MAX);
      case STATUS -> readStatus();
      case PRIORITY -> priority = wholeNumber(key, JobSpec.PRIORITY_MAX);
      case SCHEDULED_AT -> readScheduledAt();
      case DEPENDS_ON -> readDependsOn();
    }
  }

  private void readId() {
    idPlace = here();
    id = jobId("id");
    if (dependsOn.contains(id)) {
      throw problem("it depends on itself");
    }
  }

  private JobId jobId(String what) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw problem(what + " must be a string, not " + found());
    }
    try {
      return new JobId(parser.getString());
    } catch (IllegalArgumentException e) {
      throw problem(what + ": " + e.getMessage());
    }
  }

  private void readPayload() {
    Place place = here();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw problem("payload must be an object, not " + found());
    }
    try {
      Payload read = JsonPayload.copyValue(parser);
      if (read.size() > limits.payloadBytesMax()) {
        throw problem(
            place,
            "the payload has " + read.size() + " bytes, the limit is " + limits.payloadBytesMax());
      }
      type = Task.of(read).type();
      payload = read;
    } catch (IllegalArgumentException e) {
      throw problem(place, String.valueOf(e.getMessage()));
    }
  }

  private void readStatus() {
    if (parser.currentToken() != JsonToken.VALUE_STRING || !parser.getString().equals("pending")) {
      throw problem("status must be \"pending\" or absent, not " + found());
    }
  }

  private int wholeNumber(Key key, int max) {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      String digits = parser.getString();
      if (digits.length() <= 9) {
        int number = Integer.parseInt(digits);
        if (0 <= number && number <= max) {
          return number;
        }
      }
    }
    throw problem("%s must be a whole number from 0 to %d, not %s".formatted(key, max, found()));
  }

  private void readScheduledAt() {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw problem("scheduled_at must be a string, not " + found());
    }
    String text = parser.getString();
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
        throw problem("scheduled_at must lie in the years 1970 to 9999, not at " + found());
      }
      runAtMillis = instant.plusNanos(999_999).toEpochMilli();
    } catch (DateTimeException e) {
      throw problem(
          "scheduled_at must be a time with its offset, like 2030-01-31T08:00:00Z or"
              + " 2030-01-31T08:00:00+01:00, not "
              + found());
    }
  }

  private void readDependsOn() {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw problem("depends_on must be an array of ids, not " + found());
    }
    List<JobId> named = new ArrayList<>();
    List<Long> offsets = new ArrayList<>();
    Set<JobId> distinct = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JobId dependency = jobId("an id in depends_on");
      if (dependency.equals(id)) {
        throw problem("it depends on itself");
      }
      if (!distinct.add(dependency)) {
        throw problem("depends_on names " + dependency + " twice");
      }
      if (named.size() == limits.dependenciesMax()) {
        throw problem("it depends on more than " + limits.dependenciesMax() + " jobs");
      }
      named.add(dependency);
      offsets.add(parser.currentTokenLocation().getByteOffset());
    }
    dependsOn = named;
    dependencyOffsets = offsets;
  }

  /** The present token as a reader of the file sees it. */
  private String found() {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "\"" + shortened(parser.getString()) + "\"";
      default -> shortened(parser.getString());
    };
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private Place here() {
    return Place.of(file, parser.currentTokenLocation());
  }

  private JobFileException problem(String problem) {
    return problem(here(), problem);
  }

  private JobFileException problem(Place place, String problem) {
    String whose = Optional.ofNullable(id).map(known -> "job " + known + ": ").orElse("");
    return JobFileException.at(place, whose + problem);
  }
}
