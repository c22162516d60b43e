package dev.holdfast.pool.internal;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Remembers where some of the objects that are out were borrowed. One that is collected before it
 * was released has leaked.
 */
public final class LeakTracker {
  private final ConcurrentHashMap<Object, Tracked> out = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
  private final AtomicLong leaked = new AtomicLong();
  private final Consumer<Throwable> report;

  /** At least the size of the map; read at each release, written for sampled borrows only. */
  private final AtomicInteger tracked = new AtomicInteger();

  public LeakTracker(Consumer<Throwable> report) {
    this.report = report;
  }

  /** Whether a release has to be told to this tracker. */
  public boolean isTracking() {
    return tracked.get() != 0;
  }

  public void borrowed(Object item) {
    tracked.incrementAndGet();
    Tracked entry = new Tracked(item, collected);
    out.put(entry, entry);
    reportLeaks();
  }

  /** False if the object is not known to be out. */
  public boolean released(Object item) {
    return forget(new Probe(item)) != null;
  }

  private @Nullable Tracked forget(Object key) {
    Tracked entry = out.remove(key);
    if (entry != null) {
      tracked.decrementAndGet();
    }
    return entry;
  }

  /** Reports the leaks that the garbage collector has found since the last call. */
  public void reportLeaks() {
    if (!isTracking()) {
      return;
    }
    for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
      Tracked entry = forget(gone);
      if (entry != null) {
        leaked.incrementAndGet();
        report.accept(entry.site);
      }
    }
  }

  public long leaked() {
    return leaked.get();
  }

  /** Equal to itself, and to the probe for the object that it refers to. */
  private static final class Tracked extends WeakReference<Object> {
    private final int hash;
    private final Throwable site = new Throwable("borrowed here by " + Thread.currentThread());

    Tracked(Object item, ReferenceQueue<Object> collected) {
      super(item, collected);
      this.hash = System.identityHashCode(item);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }
  }

  /** Finds the entry of an object by identity. */
  private record Probe(Object item) {
    @Override
    public int hashCode() {
      return System.identityHashCode(item);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Tracked tracked && tracked.refersTo(item);
    }
  }
}
