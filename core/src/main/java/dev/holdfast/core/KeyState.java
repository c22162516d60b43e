package dev.holdfast.core;

import java.util.ArrayList;
import java.util.List;

/** The jobs of one key in one queue. */
final class KeyState extends Gate {
  final QueueState queue;
  final String name;

  /** One a type, in the order in which they came up. */
  final List<Lane> lanes = new ArrayList<>(1);

  /** The turn of the queue in which it was last served, or since when it has jobs. */
  long turn;

  /** Whether it has no jobs and is to be dropped once its rate remembers nothing. */
  boolean fading;

  KeyState(int number, QueueState queue, String name) {
    super(number);
    this.queue = queue;
    this.name = name;
  }

  @Override
  Rate rate() {
    return queue.settings.keyRate();
  }

  @Override
  int concurrencyMax() {
    return queue.settings.keyConcurrencyMax();
  }

  /** Whether its turn matters: it has jobs to serve, or in flight. */
  boolean isActive() {
    return pending + inFlight > 0;
  }
}
