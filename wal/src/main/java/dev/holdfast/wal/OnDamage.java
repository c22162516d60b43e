package dev.holdfast.wal;

/** What {@link Wal#open} does about damage to records that were durable. */
public enum OnDamage {
  /** Changes nothing and throws {@link CorruptLogException}. The default. */
  REFUSE,
  /**
   * Keeps what lies before the damage and goes on from there. What lies behind it is set aside in
   * files of its own, never deleted, and reported by {@link Recovery#givenUp}.
   */
  TRUNCATE_THERE
}
