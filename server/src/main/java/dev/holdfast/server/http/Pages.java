package dev.holdfast.server.http;

import java.util.Optional;

/** What the port shows. Asked on an event loop, so each answer must be there at once. */
public interface Pages {

  /** Metrics as Prometheus reads them. */
  String metrics();

  /** The queue's state as a JSON object. */
  String status();

  /** Why the queue is out of order, if it is. */
  Optional<String> trouble();
}
