package dev.holdfast.server.http;

import java.util.Optional;

/**
 * What the port shows. Asked on an event loop, so each answer must be there at once; only {@link
 * #metrics} may take its time.
 */
public interface Pages {

  /**
   * A page and how it is written.
   *
   * @param contentType for the header of that name
   * @param body the text
   */
  record Page(String contentType, String body) {}

  /**
   * Metrics as Prometheus reads them.
   *
   * @param accept what the reader understands, or ""
   */
  Page metrics(String accept);

  /** The queue's state as a JSON object. */
  String status();

  /** Why the queue is out of order, if it is. */
  Optional<String> trouble();

  /** Which traces are kept, as a JSON object; empty if there is no tracing. */
  Optional<String> sampling();

  /**
   * Changes which traces are kept, from now on. Only if {@link #sampling} says something.
   *
   * @param json as {@link #sampling} writes it
   * @throws IllegalArgumentException if it is anything else; nothing was changed
   */
  void changeSampling(String json);
}
