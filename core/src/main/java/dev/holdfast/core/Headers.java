package dev.holdfast.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.core.internal.Names;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Short texts that travel with a job and that the queue does not look into: the trace context, for
 * instance. They stand in the order of their names. Immutable.
 *
 * <p>They say nothing of what the job is: the same job may be sent again with other headers.
 */
public final class Headers {
  /** No headers. */
  public static final Headers NONE = new Headers(Collections.emptySortedMap());

  /** The longest name, in UTF-16 characters. */
  public static final int NAME_LENGTH_MAX = 128;

  private final SortedMap<String, String> values;

  private Headers(SortedMap<String, String> values) {
    this.values = values;
  }

  /**
   * Headers of these names and values.
   *
   * @throws IllegalArgumentException if a name is empty, too long or holds control characters, or a
   *     value is not well-formed Unicode
   */
  public static Headers of(Map<String, String> values) {
    if (values.isEmpty()) {
      return NONE;
    }
    SortedMap<String, String> sorted = new TreeMap<>(values);
    for (Map.Entry<String, String> each : sorted.entrySet()) {
      Names.check("a header's name", each.getKey(), NAME_LENGTH_MAX);
      if (!Names.fit(each.getValue(), Integer.MAX_VALUE).equals(each.getValue())) {
        throw new IllegalArgumentException(
            "the header " + each.getKey() + " holds an unpaired surrogate");
      }
    }
    return new Headers(Collections.unmodifiableSortedMap(sorted));
  }

  /** The same, with this one set. */
  public Headers with(String name, String value) {
    SortedMap<String, String> more = new TreeMap<>(values);
    more.put(name, value);
    return of(more);
  }

  /** The value of this name. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** All of them, in the order of their names; unmodifiable. */
  public SortedMap<String, String> asMap() {
    return values;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** How many bytes names and values have in UTF-8. */
  public int bytes() {
    int bytes = 0;
    for (Map.Entry<String, String> each : values.entrySet()) {
      bytes += each.getKey().getBytes(UTF_8).length + each.getValue().getBytes(UTF_8).length;
    }
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
