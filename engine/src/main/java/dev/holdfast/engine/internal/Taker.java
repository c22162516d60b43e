package dev.holdfast.engine.internal;

import dev.holdfast.core.Command;
import dev.holdfast.core.Job;
import java.util.List;
import java.util.Optional;

/** For whom a reservation asks. Its methods are called by the owner of the state. */
interface Taker {

  /** A caller of the engine, who wants the same from beginning to end. */
  Taker CALLER = new Taker() {};

  /** What a reservation of a caller asks for, whoever it is. */
  record Selection(List<String> queues, List<String> types) {}

  /**
   * In which line it waits: those of one line want the same at any moment, so that none of them
   * gets what the first of them cannot get.
   */
  default Object line(Command.Reserve command) {
    return new Selection(command.queues(), command.types());
  }

  /** What it asks for at this moment; empty for nothing. */
  default Optional<Command.Reserve> wish(Command.Reserve command) {
    return Optional.of(command);
  }

  /** This job is handed out to it. */
  default void taken(Job job) {}
}
