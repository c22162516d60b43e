package dev.holdfast.server.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop, and holds the process until the request is met:
 * the virtual machine ends as soon as its shutdown hooks have.
 */
final class Interruption implements AutoCloseable {
  private static final long SECONDS_MAX = 15;

  private final CompletableFuture<Void> requested = new CompletableFuture<>();
  private final CountDownLatch met = new CountDownLatch(1);
  private final Thread hook =
      Thread.ofPlatform().name("holdfast-interruption").unstarted(this::stop);

  private Interruption() {}

  static Interruption listen() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Completes when somebody wants the process to end. */
  CompletableFuture<Void> requested() {
    return requested;
  }

  private void stop() {
    requested.complete(null);
    try {
      if (!met.await(SECONDS_MAX, TimeUnit.SECONDS)) {
        System.err.println("It does not stop by itself; ended. Nothing acknowledged is lost.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    met.countDown();
    if (!requested.isDone()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is ending already; the hook finds the latch open.
      }
    }
  }
}
