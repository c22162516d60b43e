/** Semaphore, rate limiter, worker pool, fan-out, channel, pipeline, deadline. */
module dev.holdfast.concurrency {
  requires static org.jspecify;

  exports dev.holdfast.concurrency;
}
