package dev.holdfast.core;

import dev.holdfast.core.internal.Names;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Short texts that travel with a job and that the queue does not look into: the trace context, for
 * instance. They stand in the order of their names. Immutable.
 *
 * <p>They say nothing of what the job is: the same job may be sent again with other headers.
 */
public final class Headers {
  /** No headers. */
  public static final Headers NONE = new Headers(0);

  /** The longest name, in UTF-16 characters. */
  public static final int NAME_LENGTH_MAX = 128;

  /** Names and values in turn, in the order of names: most jobs that have any have one. */
  private final String[] texts;

  private final int bytes;

  private Headers(int bytes, String... texts) {
    this.bytes = bytes;
    this.texts = texts;
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
    String[] texts = new String[2 * values.size()];
    int count = 0;
    int bytes = 0;
    for (Map.Entry<String, String> each : new TreeMap<>(values).entrySet()) {
      bytes += checkedBytes(each.getKey(), each.getValue());
      texts[count++] = each.getKey();
      texts[count++] = each.getValue();
    }
    return new Headers(bytes, texts);
  }

  private static int checkedBytes(String name, String value) {
    Names.check("a header's name", name, NAME_LENGTH_MAX);
    int bytes = Names.utf8Bytes(value);
    if (bytes < 0) {
      throw new IllegalArgumentException("the header " + name + " holds an unpaired surrogate");
    }
    return Names.utf8Bytes(name) + bytes;
  }

  /**
   * The same, with this one set.
   *
   * @throws IllegalArgumentException as {@link #of} throws it
   */
  public Headers with(String name, String value) {
    if (isEmpty()) {
      return new Headers(checkedBytes(name, value), name, value);
    }
    TreeMap<String, String> more = new TreeMap<>(asMap());
    more.put(name, value);
    return of(more);
  }

  /** The value of this name. */
  public Optional<String> get(String name) {
    for (int i = 0; i < texts.length; i += 2) {
      if (texts[i].equals(name)) {
        return Optional.of(texts[i + 1]);
      }
    }
    return Optional.empty();
  }

  /** Hands out each name and its value, in the order of names. */
  public void forEach(BiConsumer<? super String, ? super String> action) {
    for (int i = 0; i < texts.length; i += 2) {
      action.accept(texts[i], texts[i + 1]);
    }
  }

  /** All of them, in the order of their names; unmodifiable, and made for whoever asks. */
  public SortedMap<String, String> asMap() {
    if (isEmpty()) {
      return Collections.emptySortedMap();
    }
    TreeMap<String, String> values = new TreeMap<>();
    forEach(values::put);
    return Collections.unmodifiableSortedMap(values);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return texts.length == 0;
  }

  /** How many bytes names and values have in UTF-8. */
  public int bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers that && Arrays.equals(texts, that.texts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(texts);
  }

  @Override
  public String toString() {
    return asMap().toString();
  }
}
