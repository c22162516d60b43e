package dev.holdfast.core;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One job of the {@link NaiveQueue}: everything about it, in fields that anybody may change. */
final class NaiveJob {
  enum Stand {
    WAITING,
    HELD,
    DONE,
    DEAD,
    CANCELLED
  }

  final JobSpec spec;
  final long seq;
  final long enqueuedAt;

  /** For how long its names stand for it. */
  final long window;

  /** The jobs themselves, whatever became of their names; empty once it is done. */
  final List<NaiveJob> parents;

  boolean remembered = true;
  Stand stand = Stand.WAITING;
  int attempt;
  int failures;
  int interruptions;
  long runAt;
  long expiresAt;
  String worker = "";
  long dispatchedAt;
  long deadline;
  boolean cancelling;
  String reason = "";
  List<AttemptError> errors = new ArrayList<>();
  Payload progress = Payload.EMPTY;
  Payload result = Payload.EMPTY;
  long endedAt;

  NaiveJob(JobSpec spec, List<NaiveJob> parents, long seq, long enqueuedAt) {
    this.spec = spec;
    this.parents = new ArrayList<>(parents);
    this.seq = seq;
    this.enqueuedAt = enqueuedAt;
    this.window = spec.dedupMillis();
    this.failures = spec.failures();
    this.runAt = spec.runAtMillis();
    this.expiresAt = spec.expireAtMillis();
  }

  JobId id() {
    return spec.id();
  }

  boolean isLost() {
    return stand == Stand.DEAD || stand == Stand.CANCELLED;
  }

  boolean hasEnded() {
    return isLost() || stand == Stand.DONE;
  }

  boolean isBlocked() {
    return stand == Stand.WAITING && parents.stream().anyMatch(NaiveJob::isOpen);
  }

  boolean isOpen() {
    return remembered && stand != Stand.DONE;
  }

  /** Which of its parents it dies of; null if of none. */
  NaiveJob lostParent() {
    if (!isBlocked() || spec.onParentFailure() != ParentFailure.CASCADE) {
      return null;
    }
    return parents.stream()
        .filter(parent -> parent.remembered && parent.isLost())
        .findFirst()
        .orElse(null);
  }

  boolean expires() {
    return stand == Stand.WAITING && attempt == 0 && expiresAt > 0;
  }

  JobState state(long clock) {
    return switch (stand) {
      case HELD -> JobState.IN_FLIGHT;
      case DONE -> JobState.COMPLETED;
      case DEAD -> JobState.DEAD;
      case CANCELLED -> JobState.CANCELLED;
      case WAITING ->
          isBlocked() ? JobState.BLOCKED : runAt > clock ? JobState.SCHEDULED : JobState.PENDING;
    };
  }

  /** Nobody holds it any more. */
  void comesTo(Stand next, long now) {
    stand = next;
    worker = "";
    deadline = 0;
    cancelling = false;
    if (next != Stand.WAITING) {
      endedAt = now;
    }
  }

  /** Whether the one is the other, sent again. */
  static boolean isSame(JobSpec one, JobSpec other) {
    return plain(one).equals(plain(other));
  }

  private static JobSpec plain(JobSpec spec) {
    return spec.toBuilder().type("").headers(Headers.NONE).dedupMillis(0).build();
  }

  /** In the words of {@link Trace#full}. */
  String describe(long clock) {
    return id()
        + " "
        + state(clock)
        + (attempt == 0 ? "" : " attempt=" + attempt)
        + (failures == 0 ? "" : " failures=" + failures)
        + (worker.isEmpty() ? "" : " worker=" + worker)
        + (deadline == 0 ? "" : " deadline=" + deadline)
        + (cancelling ? " cancelling" : "")
        + (progress.isEmpty() ? "" : " progress=" + progress.toUtf8())
        + (result.isEmpty() ? "" : " result=" + result.toUtf8())
        + (reason.isEmpty() ? "" : " \"" + reason + "\"")
        + " enqueued=%d/%d run-at=%d interruptions=%d dispatched=%d after=%s errors=%s"
            .formatted(seq, enqueuedAt, runAt, interruptions, dispatchedAt, parentNames(), errors);
  }

  private String parentNames() {
    return parents.stream()
        .map(parent -> parent.id().value())
        .collect(Collectors.joining(", ", "[", "]"));
  }

  static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }
}
