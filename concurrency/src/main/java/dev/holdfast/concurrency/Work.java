package dev.holdfast.concurrency;

/**
 * What is done with one item; may throw anything, and should end soon after an interrupt.
 *
 * @param <T> the item
 * @param <R> what comes of it; not null
 */
@FunctionalInterface
public interface Work<T, R> {
  /** Does it. */
  R apply(T item) throws Exception;
}
