package dev.holdfast.server.jobs;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import java.util.Random;

/**
 * Writes job files of any size: {@code task-0001} and so on, with the job's index and a value in
 * each payload. The same arguments give the same bytes.
 */
public final class JobGenerator {
  private static final int FIBONACCI_INPUT_MAX = 90;
  private static final int FILES_PER_DIRECTORY = 1000;
  private static final String FILLER = "abcdefghijklmnopqrstuvwxyz";

  /** What the jobs do. */
  public enum Kind {
    /** Small Fibonacci numbers. */
    COMPUTE,
    /** Small files. */
    IO,
    /** Requests to a server on this machine. */
    NETWORK,
    /** Compute and io in turn: what runs without a network. */
    MIXED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;
  private final int payloadBytes;
  private final Random random;

  /**
   * A generator.
   *
   * @param payloadBytes the least size of each payload, filled up with text; 0 for no filling
   * @param seed makes the values
   */
  public JobGenerator(Kind kind, int payloadBytes, long seed) {
    this.kind = kind;
    this.payloadBytes = payloadBytes;
    this.random = new Random(seed);
  }

  /** Writes a file of so many jobs. */
  public void write(int count, Writer out) throws IOException {
    int digits = Math.max(4, Integer.toString(count).length());
    out.write("[");
    for (int i = 1; i <= count; i++) {
      out.write(i == 1 ? "\n" : ",\n");
      out.write(job(i, digits));
    }
    out.write("\n]\n");
  }

  private String job(int index, int digits) {
    String number = Integer.toString(index);
    String id = "task-" + "0".repeat(digits - number.length()) + number;
    return "{\"id\":\""
        + id
        + "\",\"payload\":"
        + payload(id, index)
        + ",\"attempt\":0,\"status\":\"pending\"}";
  }

  private String payload(String id, int index) {
    String value = String.format(Locale.ROOT, "%08x", random.nextInt());
    String start = "{" + operation(id, index) + ",\"index\":" + index + ",\"value\":\"" + value;
    int missing = payloadBytes - start.length() - "\"}".length();
    return start + filler(missing) + "\"}";
  }

  private String operation(String id, int index) {
    Kind one = kind != Kind.MIXED ? kind : index % 2 == 1 ? Kind.COMPUTE : Kind.IO;
    return switch (one) {
      case COMPUTE, MIXED ->
          "\"type\":\"compute\",\"operation\":\"fibonacci\",\"input\":"
              + random.nextInt(FIBONACCI_INPUT_MAX + 1);
      case IO ->
          "\"type\":\"io\",\"operation\":\"write_file\",\"path\":\"out/"
              + index / FILES_PER_DIRECTORY
              + "/"
              + id
              + ".txt\",\"content\":\""
              + id
              + "\"";
      case NETWORK ->
          "\"type\":\"network\",\"operation\":\"http_get\",\"url\":\"http://127.0.0.1:8080/?job="
              + id
              + "\"";
    };
  }

  private static String filler(int length) {
    if (length <= 0) {
      return "";
    }
    return FILLER.repeat(length / FILLER.length() + 1).substring(0, length);
  }
}
