package dev.holdfast.engine.internal;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Finds what belongs to one very object. It can only be asked: it has no order to iterate in. */
final class ByIdentity<K, V> {
  private final IdentityHashMap<K, V> values = new IdentityHashMap<>();

  void put(K key, V value) {
    values.put(key, value);
  }

  @Nullable V get(K key) {
    return values.get(key);
  }

  void remove(K key) {
    values.remove(key);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  void clear() {
    values.clear();
  }
}
