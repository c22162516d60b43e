package dev.holdfast.engine;

import dev.holdfast.core.Command;
import dev.holdfast.engine.internal.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Which jobs a worker asks for. Immutable; begin with {@link #by}.
 *
 * @param worker who asks, 1 to {@value Command#WORKER_LENGTH_MAX} characters; shown while a job is
 *     in flight
 * @param queues from these queues; none means from all
 * @param types of these types; none means of all
 * @param jobsMax at most so many jobs, at least 1
 * @param lease for how long; zero leaves it to the job and its queue
 * @param maxWait how long to wait for the first job; zero asks once
 */
public record Reservation(
    String worker,
    List<String> queues,
    List<String> types,
    int jobsMax,
    Duration lease,
    Duration maxWait) {

  /**
   * Copies the lists and checks the numbers.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public Reservation {
    Objects.requireNonNull(worker, "worker");
    queues = List.copyOf(queues);
    types = List.copyOf(types);
    if (jobsMax < 1) {
      throw new IllegalArgumentException("jobsMax must be at least 1, not " + jobsMax);
    }
    if (lease.isNegative() || maxWait.isNegative()) {
      throw new IllegalArgumentException("a lease and a wait must not be negative");
    }
  }

  /** One job, from any queue and of any type, asked once. */
  public static Reservation by(String worker) {
    return new Reservation(worker, List.of(), List.of(), 1, Duration.ZERO, Duration.ZERO);
  }

  /** The same from these queues. */
  public Reservation from(String... names) {
    return new Reservation(worker, List.of(names), types, jobsMax, lease, maxWait);
  }

  /** The same of these types. */
  public Reservation ofTypes(List<String> names) {
    return new Reservation(worker, queues, names, jobsMax, lease, maxWait);
  }

  /** The same for at most so many jobs. */
  public Reservation atMost(int jobs) {
    return new Reservation(worker, queues, types, jobs, lease, maxWait);
  }

  /** The same for so long. */
  public Reservation leasedFor(Duration time) {
    return new Reservation(worker, queues, types, jobsMax, time, maxWait);
  }

  /** The same, waiting so long for the first job. */
  public Reservation waiting(Duration time) {
    return new Reservation(worker, queues, types, jobsMax, lease, time);
  }

  Command.Reserve command() {
    return new Command.Reserve(worker, queues, types, Durations.millis(lease));
  }
}
