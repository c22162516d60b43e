package dev.holdfast.server.cli;

import dev.holdfast.server.wiring.RunDisplay;

/** A display on the console; a bar on a terminal, and else a line now and then. */
interface ConsoleDisplay extends RunDisplay, AutoCloseable {

  static ConsoleDisplay of(Streams streams) {
    return streams.terminal() ? new BarDisplay(streams.err()) : new PlainDisplay(streams.err());
  }

  /** The same, or log events where logs are JSON. */
  static ConsoleDisplay of(Streams streams, boolean jsonLogs) {
    return jsonLogs ? new LogDisplay() : of(streams);
  }

  /** Leaves the console as other output wants to find it. Idempotent. */
  @Override
  void close();
}
