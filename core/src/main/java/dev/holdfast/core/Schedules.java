package dev.holdfast.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The recurring jobs, by name and by the moment when they are due. */
final class Schedules {
  private final Map<String, Schedule.Due> byName = new TreeMap<>();
  private final TreeSet<Schedule.Due> byMoment =
      new TreeSet<>(
          Comparator.comparingLong(Schedule.Due::nextAtMillis)
              .thenComparing(due -> due.schedule().name()));

  int size() {
    return byName.size();
  }

  Schedule.@Nullable Due find(String name) {
    return byName.get(name);
  }

  void put(Schedule.Due due) {
    remove(due.schedule().name());
    byName.put(due.schedule().name(), due);
    byMoment.add(due);
  }

  void remove(String name) {
    Schedule.Due due = byName.remove(name);
    if (due != null) {
      byMoment.remove(due);
    }
  }

  /** The one that is due first. */
  Optional<Schedule.Due> first() {
    return byMoment.isEmpty() ? Optional.empty() : Optional.of(byMoment.first());
  }

  /** All of them in the order of their names. */
  List<Schedule.Due> image() {
    return new ArrayList<>(byName.values());
  }
}
