package dev.holdfast.server.diagnostics;

import dev.holdfast.server.diagnostics.ThreadDump.Dumped;
import dev.holdfast.server.diagnostics.ThreadReport.Doing;
import dev.holdfast.server.diagnostics.ThreadReport.Group;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Puts threads together that are there for the same thing. */
final class ThreadGroups {
  private static final int DOING_MAX = 3;

  private ThreadGroups() {}

  /** What a group has in common; owners come in their order, the program's own threads last. */
  record GroupKey(ThreadOwner owner, String name, boolean virtual) implements Comparable<GroupKey> {
    private static final Comparator<GroupKey> ORDER =
        Comparator.comparing(GroupKey::owner)
            .thenComparing(GroupKey::name)
            .thenComparing(GroupKey::virtual);

    static GroupKey of(Dumped thread) {
      String name =
          thread.name().isEmpty()
              ? "(no name, from " + thread.began() + ")"
              : StackReader.withoutNumbers(thread.name());
      return new GroupKey(ThreadOwner.of(thread.name()), name, thread.virtual());
    }

    @Override
    public int compareTo(GroupKey other) {
      return ORDER.compare(this, other);
    }
  }

  static Map<GroupKey, List<Dumped>> byKey(List<Dumped> threads) {
    return threads.stream()
        .collect(Collectors.groupingBy(GroupKey::of, TreeMap::new, Collectors.toList()));
  }

  static List<Group> of(List<Dumped> threads) {
    return byKey(threads).entrySet().stream()
        .map(entry -> group(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Group group(GroupKey key, List<Dumped> threads) {
    Map<String, Long> doing =
        threads.stream()
            .collect(Collectors.groupingBy(Dumped::doing, TreeMap::new, Collectors.counting()));
    return new Group(
        key.owner().label(),
        key.name(),
        key.virtual(),
        threads.size(),
        doing.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(DOING_MAX)
            .map(entry -> new Doing(entry.getKey(), entry.getValue().intValue()))
            .toList());
  }
}
