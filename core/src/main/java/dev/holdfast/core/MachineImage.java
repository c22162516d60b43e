package dev.holdfast.core;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A machine's whole state at one moment, for a snapshot. Immutable, so another thread may read it
 * while the machine goes on. Two machines are in the same state if their images are equal.
 */
public final class MachineImage {

  /**
   * What there is to know of a queue beside its jobs. A queue of which there is nothing to know has
   * none.
   *
   * @param arrivalNanos the theoretical arrival time of its rate, in nanoseconds since the epoch; 0
   *     if it lies in the past
   * @param turn how many turns its keys have had
   * @param keys in the order of their names
   */
  public record Queue(
      String name,
      QueueMode mode,
      QueueSettings settings,
      long arrivalNanos,
      long turn,
      List<Key> keys) {
    /** Copies the list. */
    public Queue {
      keys = List.copyOf(keys);
    }
  }

  /** The same of one key of a queue. */
  public record Key(String name, long arrivalNanos, long turn) {}

  /**
   * A job that is forgotten but whose names still stand for it.
   *
   * @param untilMillis until when
   */
  public record Forgotten(
      JobId id, String queue, String idempotencyKey, long fingerprint, long untilMillis) {}

  private static final Comparator<Job> BY_ENQUEUEING = Comparator.comparingLong(Job::enqueuedSeq);

  private final long lastSeq;
  private final long clockMillis;
  private final List<Queue> queues;
  private final List<Schedule.Due> schedules;
  private final List<Forgotten> forgotten;

  /** As the table had them, some of them empty. */
  private final @Nullable Job[] slots;

  /** Null until somebody wants them in order; whoever comes first, it is the same list. */
  private volatile @Nullable List<Job> jobs;

  private MachineImage(
      long lastSeq,
      long clockMillis,
      List<Queue> queues,
      List<Schedule.Due> schedules,
      List<Forgotten> forgotten,
      @Nullable Job[] slots) {
    this.lastSeq = lastSeq;
    this.clockMillis = clockMillis;
    this.queues = List.copyOf(queues);
    this.schedules = List.copyOf(schedules);
    this.forgotten = List.copyOf(forgotten);
    this.slots = slots;
  }

  /** An image of these parts, such as a snapshot has kept. */
  public static MachineImage of(
      long lastSeq,
      long clockMillis,
      List<Queue> queues,
      List<Schedule.Due> schedules,
      List<Forgotten> forgotten,
      List<Job> jobs) {
    return new MachineImage(
        lastSeq, clockMillis, queues, schedules, forgotten, jobs.toArray(Job[]::new));
  }

  /** Of jobs in slots, some of them empty, in an array that nobody changes: sorted when needed. */
  static MachineImage ofSlots(
      long lastSeq,
      long clockMillis,
      List<Queue> queues,
      List<Schedule.Due> schedules,
      List<Forgotten> forgotten,
      @Nullable Job[] slots) {
    return new MachineImage(lastSeq, clockMillis, queues, schedules, forgotten, slots);
  }

  /** The number of the last event that it includes, 0 before the first. */
  public long lastSeq() {
    return lastSeq;
  }

  /** The latest moment of all events that it includes. */
  public long clockMillis() {
    return clockMillis;
  }

  /** What there is to know of queues beside their jobs, in the order of their names. */
  public List<Queue> queues() {
    return queues;
  }

  /** The recurring jobs, in the order of their names. */
  public List<Schedule.Due> schedules() {
    return schedules;
  }

  /** What is forgotten but not quite, in the order of ids. */
  public List<Forgotten> forgotten() {
    return forgotten;
  }

  /**
   * All jobs in the order of {@link Job#enqueuedSeq()}; unmodifiable. The first call puts them into
   * that order, on the thread that asks.
   */
  public List<Job> jobs() {
    List<Job> known = jobs;
    if (known == null) {
      Job[] sorted = Arrays.stream(slots).filter(Objects::nonNull).toArray(Job[]::new);
      Arrays.sort(sorted, BY_ENQUEUEING);
      known = Collections.unmodifiableList(Arrays.asList(sorted));
      jobs = known;
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MachineImage that
        && lastSeq == that.lastSeq
        && clockMillis == that.clockMillis
        && queues.equals(that.queues)
        && schedules.equals(that.schedules)
        && forgotten.equals(that.forgotten)
        && jobs().equals(that.jobs());
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(lastSeq) + jobs().hashCode();
  }

  @Override
  public String toString() {
    return "MachineImage[lastSeq=%d, clockMillis=%d, %d jobs, %d queues, %d schedules]"
        .formatted(lastSeq, clockMillis, jobs().size(), queues.size(), schedules.size());
  }
}
