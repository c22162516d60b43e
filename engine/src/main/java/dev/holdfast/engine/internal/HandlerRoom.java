package dev.holdfast.engine.internal;

import dev.holdfast.engine.Handlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many more attempts each handler with a bound may make at once. Room is taken by the owner of
 * the state, in the moment of handing a job out, and given back by the worker when its handler has
 * ended; so there are never too many, and what is free is seen by the next who is served.
 */
final class HandlerRoom {
  private final boolean takesAnything;
  private final List<String> types;
  private final Map<String, AtomicInteger> free = new TreeMap<>();

  HandlerRoom(Handlers handlers) {
    this.takesAnything = handlers.takesAnything();
    this.types = handlers.types();
    for (String type : types) {
      int max = handlers.concurrencyMax(type);
      if (max > 0) {
        free.put(type, new AtomicInteger(max));
      }
    }
  }

  /** The types to ask for now, none for any type; empty if nothing is to be asked for. */
  Optional<List<String>> wanted() {
    if (free.values().stream().allMatch(room -> room.get() > 0)) {
      return Optional.of(takesAnything ? List.of() : types);
    }
    List<String> open = new ArrayList<>();
    for (String type : types) {
      AtomicInteger room = free.get(type);
      if (room == null || room.get() > 0) {
        open.add(type);
      }
    }
    return open.isEmpty() ? Optional.empty() : Optional.of(open);
  }

  void take(String type) {
    AtomicInteger room = free.get(type);
    if (room != null) {
      room.decrementAndGet();
    }
  }

  void give(String type) {
    AtomicInteger room = free.get(type);
    if (room != null) {
      room.incrementAndGet();
    }
  }
}
