/** The job rules: a deterministic state machine. */
module dev.holdfast.core {
  requires static org.jspecify;

  exports dev.holdfast.core;
}
