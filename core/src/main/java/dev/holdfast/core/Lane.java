package dev.holdfast.core;

import dev.holdfast.core.internal.SlotHeap;

/** The jobs of one key and one type in one queue: whoever is served next of them is the first. */
final class Lane {
  final KeyState key;
  final Heads heads;

  /** Shared by its jobs. */
  final Address address;

  /** Its PENDING jobs, in the order of service. */
  final SlotHeap jobs;

  /** Which of its jobs stands among the heads, or {@link JobTable#NONE}. */
  int head = JobTable.NONE;

  /** How many of its jobs are remembered. */
  int members;

  Lane(KeyState key, Heads heads, Address address, SlotHeap jobs) {
    this.key = key;
    this.heads = heads;
    this.address = address;
    this.jobs = jobs;
  }

  String type() {
    return heads.type;
  }

  /** Whether this is where a job belongs. */
  boolean isFor(JobSpec spec) {
    return address.equals(spec.address()) && key.name.equals(spec.key());
  }
}
