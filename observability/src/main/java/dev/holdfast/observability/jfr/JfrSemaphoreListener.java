package dev.holdfast.observability.jfr;

import dev.holdfast.concurrency.Refusal;
import dev.holdfast.concurrency.SemaphoreListener;
import java.util.Locale;

/**
 * Writes an event {@link HoldfastEvents#SEMAPHORE_WAIT} for whoever had to wait for permits or was
 * refused them, with the stack that asked; who was served at once leaves no trace. Thread safe;
 * costs what {@link JfrEngineListener} does.
 */
public final class JfrSemaphoreListener implements SemaphoreListener {
  private static final long NOT_WAITING = 0;

  private final String semaphore;

  /** When the wait of this thread began; a thread waits for one semaphore at a time. */
  private final ThreadLocal<Long> sinceNanos = ThreadLocal.withInitial(() -> NOT_WAITING);

  /**
   * Listens to one semaphore.
   *
   * @param semaphore the name that the events carry
   */
  public JfrSemaphoreListener(String semaphore) {
    this.semaphore = semaphore;
  }

  @Override
  public void waiting(int weight) {
    sinceNanos.set(System.nanoTime());
  }

  @Override
  public void acquired(int weight, long waitNanos) {
    if (waitNanos > 0) {
      sinceNanos.remove();
      HoldfastEvents.SemaphoreWait.write(semaphore, weight, "granted", waitNanos);
    }
  }

  @Override
  public void refused(Refusal refusal) {
    String reason = refusal.reason().name().toLowerCase(Locale.ROOT);
    HoldfastEvents.SemaphoreWait.write(semaphore, refusal.weight(), reason, waited());
  }

  @Override
  public void abandoned(int weight) {
    HoldfastEvents.SemaphoreWait.write(semaphore, weight, "abandoned", waited());
  }

  /**
   * How long this thread waited. 0 if it did not, or if in giving up it served an asynchronous
   * request behind it: that grant is told on this thread too, and looks like its own.
   */
  private long waited() {
    long since = sinceNanos.get();
    sinceNanos.remove();
    return since == NOT_WAITING ? 0 : System.nanoTime() - since;
  }
}
