package dev.holdfast.core;

import dev.holdfast.core.internal.SlotHeap;

/** The first jobs of all lanes of one type in one queue, those of open keys. */
final class Heads {
  final String type;

  /** In the order of service. */
  final SlotHeap jobs;

  /** How many lanes there are. */
  int lanes;

  Heads(String type, SlotHeap jobs) {
    this.type = type;
    this.jobs = jobs;
  }
}
