package dev.holdfast.server.diagnostics;

import dev.holdfast.server.diagnostics.ThreadDump.Dumped;
import dev.holdfast.server.diagnostics.ThreadGroups.GroupKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds threads that outlive their owner, and groups that grow. A thread counts only if it is there
 * in every look, and in the same plight.
 */
final class ThreadLeaks {
  private static final String CLOSE = "dev.holdfast.engine.internal.EngineRuntime.close";

  /** Where the workers of a pool wait that has nothing to do with an engine. */
  private static final String POOL_IDLE = "dev.holdfast.concurrency.Channel.receive";

  /** Fewer newcomers are the ups and downs of a healthy program. */
  private static final int GROWTH_MIN = 10;

  private final List<ThreadDump> looks;
  private final List<String> leaks = new ArrayList<>();

  private ThreadLeaks(List<ThreadDump> looks) {
    this.looks = looks;
  }

  static List<String> in(List<ThreadDump> looks) {
    ThreadLeaks found = new ThreadLeaks(looks);
    if (!found.hasEngine()) {
      found.partsOfAnEngine();
      found.handlers();
    }
    found.growth();
    return found.leaks;
  }

  /** While an engine closes, its commit loop is gone, but a thread is at closing it. */
  private boolean hasEngine() {
    return looks.stream()
        .flatMap(look -> look.threads().stream())
        .anyMatch(thread -> thread.name().equals("holdfast-commits") || thread.isIn(CLOSE));
  }

  private void partsOfAnEngine() {
    for (Dumped thread : inAll(thread -> ThreadOwner.of(thread.name()) == ThreadOwner.ENGINE)) {
      // A log can be used without an engine.
      if (!thread.name().startsWith("holdfast-wal ")) {
        leaks.add("%s (#%d): its engine has ended".formatted(thread.name(), thread.id()));
      }
    }
  }

  /** A worker that is there when no engine can give it work has a handler that does not end. */
  private void handlers() {
    for (Dumped thread : inAll(ThreadLeaks::isWorkerOfAnEngine)) {
      leaks.add(
          "%s (#%d): its engine has ended, but it goes on, in %s"
              .formatted(thread.name(), thread.id(), thread.doing()));
    }
  }

  private static boolean isWorkerOfAnEngine(Dumped thread) {
    return thread.name().startsWith("holdfast-")
        && ThreadOwner.of(thread.name()) == ThreadOwner.WORKERS
        && !thread.isIn(POOL_IDLE);
  }

  private void growth() {
    List<Map<GroupKey, List<Dumped>>> groups =
        looks.stream().map(look -> ThreadGroups.byKey(look.threads())).toList();
    for (GroupKey key : groups.getLast().keySet()) {
      List<Integer> counts =
          groups.stream().map(look -> look.getOrDefault(key, List.of()).size()).toList();
      if (rises(counts) && counts.getLast() - counts.getFirst() >= GROWTH_MIN) {
        leaks.add(
            "%s: there are more and more of them, %s"
                .formatted(
                    key.name(),
                    counts.stream().map(String::valueOf).collect(Collectors.joining(", "))));
      }
    }
  }

  private static boolean rises(List<Integer> counts) {
    for (int i = 1; i < counts.size(); i++) {
      if (counts.get(i) <= counts.get(i - 1)) {
        return false;
      }
    }
    return true;
  }

  /** The threads of the last look that had the property in every look. */
  private List<Dumped> inAll(Predicate<Dumped> property) {
    List<Set<Long>> ids =
        looks.stream()
            .map(look ->
                look.threads().stream()
                    .filter(property)
                    .map(Dumped::id)
                    .collect(Collectors.toSet()))
            .toList();
    return looks.getLast().threads().stream()
        .filter(thread -> ids.stream().allMatch(look -> look.contains(thread.id())))
        .toList();
  }
}
