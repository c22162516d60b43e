package dev.holdfast.concurrency;

/** What became of a request for permits: they are granted, or it is said why not. */
public sealed interface Acquisition permits Permit, Refusal {
  /**
   * Returns the permit.
   *
   * @throws RefusedException if this is a refusal
   */
  Permit orThrow();
}
