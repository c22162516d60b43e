package dev.holdfast.server.handlers;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.JobId;
import dev.holdfast.engine.JobContext;
import dev.holdfast.engine.JobHandler;
import dev.holdfast.server.handlers.Task.Fibonacci;
import dev.holdfast.server.handlers.Task.HttpGet;
import dev.holdfast.server.handlers.Task.WriteFile;
import java.math.BigInteger;

/**
 * Carries out the tasks that {@link Task} lists. What is not allowed fails the attempt, with the
 * reason. Thread safe; an interrupt ends an attempt.
 */
public final class BuiltInHandlers implements JobHandler, AutoCloseable {
  private final FilesUnderRoot files;
  private final HttpGets http;

  /**
   * Handlers within these bounds.
   *
   * @param files where jobs may write
   * @param allowNetwork whether they may use the network
   */
  public BuiltInHandlers(FilesUnderRoot files, boolean allowNetwork) {
    this.files = files;
    this.http = new HttpGets(allowNetwork);
  }

  @Override
  public void handle(JobContext job) throws Exception {
    carryOut(job.id(), Task.of(job.payload()), job.deadline());
  }

  void carryOut(JobId job, Task task, Deadline deadline) throws Exception {
    switch (task) {
      case Fibonacci it -> fibonacci(it.input());
      case WriteFile it -> files.write(job, it.path(), it.content());
      case HttpGet it -> http.get(it.url(), deadline);
    }
  }

  /** Adds its way up, slowly on purpose for large inputs; looks for an interrupt at each step. */
  static BigInteger fibonacci(int input) throws InterruptedException {
    BigInteger number = BigInteger.ZERO;
    BigInteger next = BigInteger.ONE;
    for (int i = 0; i < input; i++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("stopped at fibonacci(" + i + ")");
      }
      BigInteger sum = number.add(next);
      number = next;
      next = sum;
    }
    return number;
  }

  @Override
  public void close() {
    http.close();
  }
}
