package dev.holdfast.core;

/** Where a job goes: jobs of one lane share one, which saves each of them a reference. */
record Address(String queue, String type) {
  /** The default queue, without a type. */
  static final Address DEFAULT = new Address(JobSpec.DEFAULT_QUEUE, "");

  static Address of(String queue, String type) {
    return type.isEmpty() && queue.equals(JobSpec.DEFAULT_QUEUE)
        ? DEFAULT
        : new Address(queue, type);
  }
}
