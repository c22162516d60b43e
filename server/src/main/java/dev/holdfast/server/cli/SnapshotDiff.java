package dev.holdfast.server.cli;

import static dev.holdfast.server.cli.Table.count;

import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The jobs that differ between two states: {@link #readA}, {@link #readB}, {@link #finish}. Of the
 * first state it remembers a few words a job, without payloads; the second passes by.
 */
final class SnapshotDiff {
  private static final JsonFactory JSON = new JsonFactory();

  private final Consumer<String> out;
  private final Map<String, JobLine> ofA = new LinkedHashMap<>();
  private long added;
  private long gone;
  private long changed;
  private long same;

  /** Says each difference in a line. */
  SnapshotDiff(Consumer<String> out) {
    this.out = out;
  }

  /**
   * What is compared of a job. In the history of one queue, nothing about a job changes without an
   * event, but that its time has come, and then its status does.
   *
   * @param changedSeq the last event that changed it
   */
  private record JobLine(String status, int attempt, long changedSeq) {
    @Override
    public String toString() {
      return status + ", attempt " + attempt;
    }
  }

  @FunctionalInterface
  private interface JobReader {
    void read(String id, JobLine job);
  }

  void readA(InputStream in) {
    readJobs(in, ofA::put);
  }

  void readB(InputStream in) {
    readJobs(in, this::compare);
  }

  void finish() {
    ofA.forEach((id, job) -> out.accept("- " + id + ": " + job));
    gone = ofA.size();
    ofA.clear();
  }

  private void compare(String id, JobLine b) {
    @Nullable JobLine a = ofA.remove(id);
    if (a == null) {
      added++;
      out.accept("+ " + id + ": " + b);
    } else if (a.equals(b)) {
      same++;
    } else {
      changed++;
      out.accept("~ " + id + ": " + a + " -> " + b);
    }
  }

  boolean isEmpty() {
    return added + gone + changed == 0;
  }

  String summary() {
    return "%s added, %s gone, %s changed, %s the same"
        .formatted(count(added), count(gone), count(changed), count(same));
  }

  /** Reads every array of jobs, whatever its name. */
  private static void readJobs(InputStream in, JobReader reader) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), in)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        if (json.nextToken() == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            readJob(json, reader);
          }
        } else {
          json.skipChildren();
        }
      }
    }
  }

  private static void readJob(JsonParser json, JobReader reader) {
    String id = "";
    String status = "";
    int attempt = 0;
    long changedSeq = 0;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "id" -> id = json.getString();
        case "status" -> status = json.getString().intern();
        case "attempt" -> attempt = json.getIntValue();
        case "changed_seq" -> changedSeq = json.getLongValue();
        default -> json.skipChildren();
      }
    }
    reader.read(id, new JobLine(status, attempt, changedSeq));
  }
}
