package dev.holdfast.concurrency;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One select: looks at all its channels at one moment, with all their locks held in the order of
 * their ranks, and if nothing can be done stands in the lines of all of them with a single claim.
 */
final class Selection<R> {
  private final List<Clause<R>> clauses;
  private final List<? extends Channel<?>> channels;
  private final Claim claim;
  private final List<Clause.Wait<R>> waits = new ArrayList<>();

  Selection(List<Clause<R>> clauses) {
    if (clauses.isEmpty()) {
      throw new IllegalArgumentException("nothing to select from");
    }
    this.clauses = clauses;
    this.channels =
        clauses.stream()
            .map(Clause::channel)
            .distinct()
            .sorted(Comparator.comparingLong(Channel::rank))
            .toList();
    this.claim = channels.getFirst().newClaim();
  }

  Optional<R> select(Deadline deadline, @Nullable Cancellation cancellation)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Supplier<R> immediate;
    channels.forEach(Channel::lock);
    try {
      immediate = attempt();
      if (immediate == null && !deadline.isExpired()) {
        clauses.forEach(clause -> waits.add(clause.queue(claim)));
      }
    } finally {
      channels.forEach(Channel::unlock);
    }
    return immediate != null ? resultOf(immediate) : await(deadline, cancellation);
  }

  /** Begins anywhere, so that no clause that is always ready starves the others. */
  private @Nullable Supplier<R> attempt() {
    int first = ThreadLocalRandom.current().nextInt(clauses.size());
    for (int i = 0; i < clauses.size(); i++) {
      Supplier<R> done = clauses.get((first + i) % clauses.size()).attempt();
      if (done != null) {
        return done;
      }
    }
    return null;
  }

  private Optional<R> await(Deadline deadline, @Nullable Cancellation cancellation)
      throws InterruptedException {
    if (waits.isEmpty()) {
      return Optional.empty();
    }
    claim.giveWay();
    try {
      if (!claim.await(deadline, cancellation) && claim.withdraw()) {
        return Optional.empty();
      }
    } catch (InterruptedException interrupted) {
      if (claim.withdraw()) {
        throw interrupted;
      }
      Thread.currentThread().interrupt();
    } finally {
      waits.forEach(Clause.Wait::leave);
    }
    Clause.Wait<R> served = waits.stream().filter(Clause.Wait::isServed).findFirst().orElseThrow();
    return resultOf(served::result);
  }

  /** Empty would say that nothing was done. */
  private static <R> Optional<R> resultOf(Supplier<R> done) {
    return Optional.of(Objects.requireNonNull(done.get(), "a clause returned null"));
  }
}
