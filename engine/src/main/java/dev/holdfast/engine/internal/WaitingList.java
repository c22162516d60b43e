package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.Command;
import dev.holdfast.core.JobMachine;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reservations that wait for a job, first come, first served: each gets the first job that it may
 * have. One owner.
 */
final class WaitingList {
  private static final Command.Reserve ANYTHING = new Command.Reserve("anybody");

  /** In the order of coming. A promise belongs to one request, and is told by its identity. */
  private final Map<CompletableFuture<?>, Request.Reserve> requests = new LinkedHashMap<>();

  void add(Request.Reserve request) {
    requests.put(request.promise(), request);
  }

  boolean isEmpty() {
    return requests.isEmpty();
  }

  /** Whether it waited until now. */
  boolean remove(Request.Reserve request) {
    return requests.remove(request.promise()) != null;
  }

  /**
   * Serves whom it can, in order. A request stays in the list until it is served: if the log fails
   * meanwhile, it is refused with the others.
   */
  void serve(JobMachine machine, Predicate<Request.Reserve> reserve) {
    Iterator<Request.Reserve> each = requests.values().iterator();
    while (each.hasNext() && machine.hasEligible(ANYTHING)) {
      Request.Reserve request = each.next();
      if (request.promise().isDone() || reserve.test(request)) {
        each.remove();
      }
    }
  }

  /** Ends the wait of those that waited long enough, or wait no more. */
  void endExpired(Consumer<Request.Reserve> end) {
    Iterator<Request.Reserve> each = requests.values().iterator();
    while (each.hasNext()) {
      Request.Reserve request = each.next();
      if (request.promise().isDone()) {
        each.remove();
      } else if (request.waitUntil().isExpired()) {
        each.remove();
        end.accept(request);
      }
    }
  }

  Deadline nextGivingUp() {
    Deadline next = Deadline.NEVER;
    for (Request.Reserve request : requests.values()) {
      next = next.earlier(request.waitUntil());
    }
    return next;
  }

  void drain(Consumer<Request.Reserve> end) {
    requests.values().forEach(end);
    requests.clear();
  }
}
