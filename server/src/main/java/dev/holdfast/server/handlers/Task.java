package dev.holdfast.server.handlers;

import dev.holdfast.core.Payload;
import java.net.URI;

/** What a job is to do: its payload, understood. Members that are not spoken of here are free. */
public sealed interface Task {

  /** The type of job that has such a payload. */
  String type();

  /**
   * {@code {"type": "compute", "operation": "fibonacci", "input": 90}}.
   *
   * @param input which Fibonacci number, 0 to {@value #INPUT_MAX}
   */
  record Fibonacci(int input) implements Task {
    /** The largest input; it takes seconds, and so runs into the usual timeout. */
    public static final int INPUT_MAX = 1_000_000;

    @Override
    public String type() {
      return "compute";
    }
  }

  /**
   * {@code {"type": "io", "operation": "write_file", "path": "a/b.txt", "content": "text"}}.
   *
   * @param path where to, relative to the directory that jobs may write to
   * @param content what, written as UTF-8
   */
  record WriteFile(String path, String content) implements Task {
    @Override
    public String type() {
      return "io";
    }
  }

  /**
   * {@code {"type": "network", "operation": "http_get", "url": "https://example.org/"}}.
   *
   * @param url what to get, http or https
   */
  record HttpGet(URI url) implements Task {
    @Override
    public String type() {
      return "network";
    }
  }

  /**
   * Understands a payload.
   *
   * @throws IllegalArgumentException if it names no known operation, or a member that the operation
   *     needs is missing or of the wrong kind; the message names the member
   */
  static Task of(Payload payload) {
    return TaskReader.read(payload);
  }
}
