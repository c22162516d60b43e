package dev.holdfast.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.EngineListener;
import dev.holdfast.snapshot.SnapshotListener;
import dev.holdfast.wal.WalListener;
import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every single call is passed on, and every single fault is kept. */
class GuardedListenerTest {
  private final List<String> told = new ArrayList<>();
  private final List<Throwable> reported = new ArrayList<>();
  private final AssertionError fault = new AssertionError("a fault");
  private final UncaughtExceptionHandler before =
      Thread.currentThread().getUncaughtExceptionHandler();

  @AfterEach
  void restore() {
    Thread.currentThread().setUncaughtExceptionHandler(before);
  }

  private <L> L faulty(Class<L> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> {
              if (method.getName().equals("equals")) {
                return false;
              }
              if (method.getName().equals("log")) {
                return faulty(WalListener.class);
              }
              if (method.getName().equals("snapshots")) {
                return faulty(SnapshotListener.class);
              }
              told.add(method.getName());
              throw fault;
            }));
  }

  /** Calls all that there is to call; returns the names. */
  private static <L> List<String> callAll(Class<L> type, L listener)
      throws ReflectiveOperationException {
    List<String> called = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (method.getReturnType() == void.class) {
        method.invoke(
            listener,
            Arrays.stream(method.getParameterTypes()).map(GuardedListenerTest::zero).toArray());
        called.add(method.getName());
      }
    }
    return called;
  }

  private static Object zero(Class<?> type) {
    return type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null;
  }

  @Test
  void everyCallIsPassedOnAndEveryFaultIsReported() throws ReflectiveOperationException {
    Thread.currentThread().setUncaughtExceptionHandler((_, thrown) -> reported.add(thrown));
    EngineListener guarded = GuardedListener.around(faulty(EngineListener.class));
    List<String> called = new ArrayList<>(callAll(EngineListener.class, guarded));
    called.addAll(callAll(WalListener.class, guarded.log()));
    called.addAll(callAll(SnapshotListener.class, guarded.snapshots()));
    assertThat(called).hasSizeGreaterThan(30);
    assertThat(told).isEqualTo(called);
    assertThat(reported).hasSameSizeAs(called).containsOnly(fault);
  }

  @Test
  void aHandlerOfFaultsThatThrowsItselfIsNoFaultOfTheEngine() {
    Thread.currentThread()
        .setUncaughtExceptionHandler((_, thrown) -> {
          reported.add(thrown);
          throw new IllegalStateException("cannot cope");
        });
    GuardedListener.around(faulty(EngineListener.class)).recovered(null);
    assertThat(reported).containsExactly(fault);
  }

  @Test
  void nobodyNeedsNoGuard() {
    assertThat(GuardedListener.around(EngineListener.NONE)).isSameAs(EngineListener.NONE);
  }
}
