package dev.holdfast.concurrency;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Remembers who holds permits, for those who look for a leak. */
final class HolderLog {
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final int FRAMES_MAX = 32;

  private final Ticker ticker;
  private final Set<Holder> holders = ConcurrentHashMap.newKeySet();
  private final ReferenceQueue<Permit> collected = new ReferenceQueue<>();

  HolderLog(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Who asked, and where. */
  record Origin(String thread, List<StackTraceElement> site) {}

  static Origin originHere() {
    return new Origin(Thread.currentThread().getName(), WALKER.walk(HolderLog::site));
  }

  /** Returns what takes the entry out again. */
  Runnable add(Permit permit, Origin origin) {
    Holder holder = new Holder(permit, origin);
    holders.add(holder);
    return () -> holders.remove(holder);
  }

  List<Holding> heldLongerThan(Duration age) {
    for (var gone = collected.poll(); gone != null; gone = collected.poll()) {
      ((Holder) gone).lost = true;
    }
    long now = ticker.nanoTime();
    return holders.stream()
        .map(holder -> holder.toHolding(now))
        .filter(holding -> holding.lost() || holding.held().compareTo(age) > 0)
        .sorted(Comparator.comparing(Holding::held).reversed())
        .toList();
  }

  private final class Holder extends PhantomReference<Permit> {
    private final int weight;
    private final Origin origin;
    private final long sinceNanos = ticker.nanoTime();
    private volatile boolean lost;

    Holder(Permit permit, Origin origin) {
      super(permit, collected);
      this.weight = permit.weight();
      this.origin = origin;
    }

    Holding toHolding(long nowNanos) {
      Duration held = Duration.ofNanos(nowNanos - sinceNanos);
      return new Holding(weight, origin.thread(), held, origin.site(), lost);
    }
  }

  private static List<StackTraceElement> site(Stream<StackWalker.StackFrame> all) {
    String here = HolderLog.class.getPackageName() + ".";
    return all.dropWhile(frame -> isOurs(frame.getClassName(), here))
        .limit(FRAMES_MAX)
        .map(StackWalker.StackFrame::toStackTraceElement)
        .toList();
  }

  private static boolean isOurs(String className, String here) {
    return className.equals(here + "HolderLog")
        || className.equals(here + "Place$OfFuture")
        || className.equals(here + "Semaphore");
  }
}
