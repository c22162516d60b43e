package dev.holdfast.concurrency;

/**
 * Permits were not granted; the refusal says why. Nothing was taken, and what refused can be used
 * again. Has no stack trace: under overload these are many.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  RefusedException(Refusal refusal) {
    super(refusal.toString(), null, false, false);
    this.refusal = refusal;
  }

  /** Returns why. */
  public Refusal refusal() {
    return refusal;
  }
}
