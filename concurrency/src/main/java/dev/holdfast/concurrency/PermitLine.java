package dev.holdfast.concurrency;

import dev.holdfast.concurrency.Refusal.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait at a {@link Semaphore}, and who of them is served when. Its semaphore's lock
 * guards it. Nobody is woken here: those who leave the line are collected, to be told after
 * unlocking.
 */
final class PermitLine {
  /** How far the line is counted for a refusal, so that a refusal costs no more than this. */
  private static final int POSITION_MAX = 1_000;

  private final SemaphoreConfig config;
  private final PermitWord word;
  private final WaitQueue<Place> line = new WaitQueue<>();

  /** Those who left and must still be told; a chain. */
  private @Nullable Place done;

  PermitLine(SemaphoreConfig config, PermitWord word) {
    this.config = config;
    this.word = word;
  }

  int size() {
    return line.size();
  }

  /** Grants, refuses or queues; returns whether the place is done, and not in the line. */
  boolean enter(Place place, Deadline deadline) {
    if (place.weight > word.capacity()) {
      place.refuse(refusal(Reason.EXCEEDS_CAPACITY, place));
    } else if (tryTake(place.weight)) {
      place.grant();
    } else if (deadline.isExpired()) {
      place.refuse(refusal(Reason.TIMED_OUT, place));
    } else if (line.size() >= config.waitersMax()) {
      place.refuse(refusal(Reason.WAITERS_FULL, place));
    } else {
      line.add(place);
    }
    unmarkIfEmpty();
    return place.isDone();
  }

  /** Takes permits if they are free and all who wait may be overtaken once more. */
  boolean tryTake(int weight) {
    for (Place place = line.first(); place != null; place = place.behind) {
      if (place.bypassed >= config.bypassMax()) {
        return false;
      }
    }
    boolean taken = word.takeOrMarkLine(weight);
    for (Place place = line.first(); taken && place != null; place = place.behind) {
      place.bypassed++;
    }
    return taken;
  }

  /** Takes the place out of the line; false if it has been served already. */
  boolean giveUp(Place place, Reason reason) {
    if (place.isDone()) {
      return false;
    }
    place.refuse(refusal(reason, place));
    line.remove(place);
    grantInOrder();
    return true;
  }

  /** Refuses those for whom there will never be enough. */
  void refuseHeavierThan(int capacity) {
    for (Place place = line.first(); place != null; ) {
      Place next = place.behind;
      if (place.weight > capacity) {
        place.refuse(refusal(Reason.EXCEEDS_CAPACITY, place));
        leave(place);
      }
      place = next;
    }
  }

  /**
   * Grants from the front. What does not fit ends it, or is overtaken by what fits behind it, as
   * often as the configuration allows.
   */
  void grantInOrder() {
    int overtakingsLeft = Integer.MAX_VALUE;
    for (Place place = line.first(); place != null && overtakingsLeft > 0; ) {
      Place next = place.behind;
      if (place.weight > word.free()) {
        overtakingsLeft = Math.min(overtakingsLeft, config.bypassMax() - place.bypassed);
      } else {
        overtakingsLeft -= countBypassBefore(place);
        word.take(place.weight);
        place.grant();
        leave(place);
      }
      place = next;
    }
    unmarkIfEmpty();
  }

  void unmarkIfEmpty() {
    if (line.isEmpty()) {
      word.unmarkLine();
    }
  }

  /** Takes the chain of those who are to be told. */
  @Nullable Place takeDone() {
    Place chain = done;
    done = null;
    return chain;
  }

  /** Explains a refusal by the place in line, or by the place that a newcomer would have had. */
  Refusal refusal(Reason reason, Place place) {
    int position = 1;
    long weightAhead = 0;
    Place ahead = place.queued ? place.before : line.first();
    while (ahead != null && position <= POSITION_MAX) {
      position++;
      weightAhead += ahead.weight;
      ahead = place.queued ? ahead.before : ahead.behind;
    }
    return new Refusal(
        config.name(), reason, place.weight, word.free(), position, weightAhead, Optional.empty());
  }

  /** Returns 1 if anybody was overtaken. */
  private static int countBypassBefore(Place last) {
    for (Place place = last.before; place != null; place = place.before) {
      place.bypassed++;
    }
    return last.before == null ? 0 : 1;
  }

  private void leave(Place place) {
    line.remove(place);
    place.behind = done;
    done = place;
  }
}
