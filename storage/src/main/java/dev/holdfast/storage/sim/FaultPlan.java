package dev.holdfast.storage.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What shall go wrong, and when; immutable. Calls are counted from 1, from the moment the plan is
 * given to {@link SimulatedDisk#follow}.
 *
 * <pre>{@code
 * disk.follow(FaultPlan.none().failAt(Operation.SYNC, 3, Fault.IO_ERROR).spaceBytes(4096));
 * }</pre>
 */
public final class FaultPlan {
  private static final FaultPlan NONE = new FaultPlan(List.of(), Long.MAX_VALUE, Duration.ZERO);

  private final List<Rule> rules;
  private final long spaceBytes;
  private final Duration syncTime;

  private FaultPlan(List<Rule> rules, long spaceBytes, Duration syncTime) {
    this.rules = rules;
    this.spaceBytes = spaceBytes;
    this.syncTime = syncTime;
  }

  /** Nothing goes wrong. */
  public static FaultPlan none() {
    return NONE;
  }

  /** Also fails the {@code nth} call of {@code operation}, once. */
  public FaultPlan failAt(Operation operation, long nth, Fault fault) {
    return with(new Rule(Optional.of(operation), nth, nth, fault));
  }

  /** Also fails every call of {@code operation} from the {@code nth} on. */
  public FaultPlan failFrom(Operation operation, long nth, Fault fault) {
    return with(new Rule(Optional.of(operation), nth, Long.MAX_VALUE, fault));
  }

  /** Also fails the {@code nth} changing call, whatever its kind, once. */
  public FaultPlan failAtChange(long nth, Fault fault) {
    return with(new Rule(Optional.empty(), nth, nth, fault));
  }

  /** Also fails every changing call from the {@code nth} on, whatever its kind. */
  public FaultPlan failFromChange(long nth, Fault fault) {
    return with(new Rule(Optional.empty(), nth, Long.MAX_VALUE, fault));
  }

  /** The files together may not grow beyond {@code bytes}: what exceeds it fails with ENOSPC. */
  public FaultPlan spaceBytes(long bytes) {
    return new FaultPlan(rules, bytes, syncTime);
  }

  /** Every sync of a file takes {@code time} of the real clock. */
  public FaultPlan slowSyncs(Duration time) {
    return new FaultPlan(rules, spaceBytes, time);
  }

  private FaultPlan with(Rule rule) {
    if (rule.first < 1) {
      throw new IllegalArgumentException("calls are counted from 1: " + rule.first);
    }
    List<Rule> more = new ArrayList<>(rules);
    more.add(rule);
    return new FaultPlan(List.copyOf(more), spaceBytes, syncTime);
  }

  long spaceBytes() {
    return spaceBytes;
  }

  Duration syncTime() {
    return syncTime;
  }

  /** The fault of a call that is the {@code nth} of its kind and the {@code nthChange} change. */
  Optional<Fault> faultAt(Operation operation, long nth, long nthChange) {
    return rules.stream()
        .filter(rule -> rule.hits(operation, nth, nthChange))
        .map(Rule::fault)
        .findFirst();
  }

  /** Without an operation, it counts all changes. */
  private record Rule(Optional<Operation> operation, long first, long last, Fault fault) {
    boolean hits(Operation called, long nth, long nthChange) {
      if (operation.isPresent()) {
        return operation.get() == called && nth >= first && nth <= last;
      }
      return called.isChange() && nthChange >= first && nthChange <= last;
    }
  }

  @Override
  public String toString() {
    return "FaultPlan%s, space %d B, sync %s".formatted(rules, spaceBytes, syncTime);
  }
}
