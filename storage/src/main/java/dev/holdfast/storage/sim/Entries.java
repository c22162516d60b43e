package dev.holdfast.storage.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory's names: as the machine sees them, as they are on the disk for certain, and the
 * changes between. Not thread safe: its disk is.
 */
final class Entries {
  /** What the uncertainties about it are called. */
  static final String ABOUT = "directory";

  private final NavigableMap<String, Inode> live;
  private final NavigableMap<String, Inode> durable;
  private final List<Change> pending;

  private Entries(
      NavigableMap<String, Inode> live, NavigableMap<String, Inode> durable, List<Change> pending) {
    this.live = live;
    this.durable = durable;
    this.pending = pending;
  }

  static Entries empty() {
    return durable(new TreeMap<>());
  }

  /** A directory of which everything is durable. */
  private static Entries durable(NavigableMap<String, Inode> content) {
    return new Entries(content, new TreeMap<>(content), new ArrayList<>());
  }

  List<String> names() {
    return List.copyOf(live.keySet());
  }

  Optional<Inode> find(String name) {
    return Optional.ofNullable(live.get(name));
  }

  /** The highest number of a file in it. */
  int inodesMax() {
    return reachable().values().stream().mapToInt(Inode::number).max().orElse(0);
  }

  long totalBytes() {
    return live.values().stream().mapToLong(Inode::size).sum();
  }

  void create(String name, Inode file) {
    change(new Change("create " + name, null, name, file));
  }

  void rename(String from, String to, Inode file) {
    change(new Change("rename %s to %s".formatted(from, to), from, to, file));
  }

  void delete(String name) {
    change(new Change("delete " + name, name, null, null));
  }

  private void change(Change change) {
    change.applyTo(live);
    pending.add(change);
  }

  void sync() {
    pending.forEach(change -> change.applyTo(durable));
    pending.clear();
  }

  /** What a failed sync does: some of the changes are durable, the rest will never be. */
  void syncInPart(RandomGenerator random) {
    List<Integer> drawn = pending.stream().map(_ -> random.nextInt(2)).toList();
    applyTo(durable, drawn);
    pending.clear();
  }

  /** They as they are now; their files are shared, and not to be changed. */
  Entries photograph() {
    return with(Inode::photograph);
  }

  /** The same with files of their own. */
  Entries copy() {
    Map<Integer, Inode> copies = new HashMap<>();
    return with(file -> copies.computeIfAbsent(file.number(), _ -> file.copy()));
  }

  private Entries with(UnaryOperator<Inode> other) {
    List<Change> changes = new ArrayList<>();
    pending.forEach(change -> changes.add(change.with(other)));
    return new Entries(with(live, other), with(durable, other), changes);
  }

  private static NavigableMap<String, Inode> with(
      NavigableMap<String, Inode> entries, UnaryOperator<Inode> other) {
    NavigableMap<String, Inode> same = new TreeMap<>();
    entries.forEach((name, file) -> same.put(name, other.apply(file)));
    return same;
  }

  /** Every file that a crash may leave, under a name by which to speak of it. */
  NavigableMap<String, Inode> reachable() {
    NavigableMap<Integer, String> names = new TreeMap<>();
    NavigableMap<String, Inode> reachable = new TreeMap<>();
    List<NavigableMap<String, Inode>> views = new ArrayList<>(List.of(live, durable));
    NavigableMap<String, Inode> passing = new TreeMap<>();
    for (Change change : pending) {
      change.applyTo(passing);
      views.add(new TreeMap<>(passing));
    }
    for (NavigableMap<String, Inode> view : views) {
      view.forEach((name, file) -> {
        if (names.putIfAbsent(file.number(), name) == null) {
          String free = reachable.containsKey(name) ? name + "#" + file.number() : name;
          reachable.put(free, file);
        }
      });
    }
    return reachable;
  }

  /** For each change since the last sync: whether it reached the disk is open. */
  List<Uncertainty> uncertainties() {
    return pending.stream()
        .map(change -> new Uncertainty(ABOUT, ABOUT + ": " + change.what(), 2, 1))
        .toList();
  }

  /**
   * The choice nearest to this one that can be: a change is lost with any earlier one of a name
   * that both concern. So the changes of one name are found in their order, those of different
   * names in any subset, and a rename, which concerns two, entirely or not at all.
   */
  List<Integer> legal(List<Integer> choices) {
    Set<String> broken = new HashSet<>();
    List<Integer> legal = new ArrayList<>();
    for (int i = 0; i < pending.size(); i++) {
      Set<String> concerned = pending.get(i).names();
      boolean kept = choices.get(i) > 0 && Collections.disjoint(broken, concerned);
      if (!kept) {
        broken.addAll(concerned);
      }
      legal.add(kept ? 1 : 0);
    }
    return legal;
  }

  /** The names as found after a crash that let these of the changes through. */
  NavigableMap<String, Inode> found(List<Integer> choices) {
    NavigableMap<String, Inode> found = new TreeMap<>(durable);
    applyTo(found, choices);
    return found;
  }

  private void applyTo(NavigableMap<String, Inode> entries, List<Integer> choices) {
    List<Integer> legal = legal(choices);
    for (int i = 0; i < pending.size(); i++) {
      if (legal.get(i) > 0) {
        pending.get(i).applyTo(entries);
      }
    }
  }

  static Entries restarted(NavigableMap<String, Inode> content) {
    return durable(content);
  }

  /** One atomic change: a name goes, a name comes. */
  private record Change(
      String what, @Nullable String gone, @Nullable String come, @Nullable Inode file) {

    void applyTo(NavigableMap<String, Inode> entries) {
      if (gone != null) {
        entries.remove(gone);
      }
      if (come != null && file != null) {
        entries.put(come, file);
      }
    }

    Set<String> names() {
      return Stream.of(gone, come).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    Change with(UnaryOperator<Inode> other) {
      return new Change(what, gone, come, file == null ? null : other.apply(file));
    }
  }
}
