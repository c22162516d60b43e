package dev.holdfast.storage.sim;

/** What can go wrong with one call. */
public enum Fault {
  /**
   * EIO. A write is carried out in part; a create, rename, delete or truncate entirely or not at
   * all; a sync makes some of what was pending durable and drops the rest for good, as kernels do:
   * it still reads back, and the next sync succeeds, but it is not on the disk.
   */
  IO_ERROR("Input/output error"),
  /** ENOSPC. A write is carried out in part; a sync fails as for {@link #IO_ERROR}. */
  NO_SPACE("No space left on device"),
  /** EDQUOT; otherwise like {@link #NO_SPACE}. */
  QUOTA_EXCEEDED("Disk quota exceeded"),
  /** The power goes before the call: it and all later ones throw {@link PowerLostException}. */
  POWER_LOSS("power lost"),
  /** One bit of what this read returns is flipped, on the disk as well; no effect elsewhere. */
  BIT_ROT("bit rot");

  private final String message;

  Fault(String message) {
    this.message = message;
  }

  String message() {
    return message;
  }
}
