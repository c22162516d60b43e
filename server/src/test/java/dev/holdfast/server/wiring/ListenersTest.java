package dev.holdfast.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.JobId;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.snapshot.SnapshotListener;
import dev.holdfast.wal.WalListener;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListenersTest {
  @Test
  void bothAreToldEverythingThereIsToTell() throws ReflectiveOperationException {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    Listeners listeners = Listeners.of(List.of(recorder(first), recorder(second)));
    List<String> all = new ArrayList<>();
    for (Method method : EngineListener.class.getMethods()) {
      if (method.getReturnType() != void.class) {
        continue; // log and snapshots, below
      }
      Object[] arguments =
          Arrays.stream(method.getParameterTypes()).map(ListenersTest::zero).toArray();
      method.invoke(listeners, arguments);
      all.add(method.getName());
    }
    assertThat(all).hasSizeGreaterThan(10);
    assertThat(first).isEqualTo(all);
    assertThat(second).isEqualTo(all);
  }

  @Test
  void logAndSnapshotsAreHeardByBothEvenIfOneComesLate() {
    List<String> first = new ArrayList<>();
    List<String> late = new ArrayList<>();
    Listeners listeners = Listeners.awaitingOneMore(List.of(recorder(first)));
    WalListener log = listeners.log();
    SnapshotListener snapshots = listeners.snapshots();
    log.batchWritten(1, 2, 3);
    log.batchSynced(1, 2, 3);
    snapshots.written(null, Duration.ZERO);
    listeners.join(recorder(late));
    log.segmentRolled("log.2", 2);
    log.segmentDeleted("log.1");
    log.poisoned(new IllegalStateException());
    snapshots.setAside(null, "");
    snapshots.deleted(null);
    snapshots.deletionFailed(new IllegalStateException());
    assertThat(first)
        .containsExactly(
            "batchWritten",
            "batchSynced",
            "written",
            "segmentRolled",
            "segmentDeleted",
            "poisoned",
            "setAside",
            "deleted",
            "deletionFailed")
        .isEqualTo(late);
  }

  @Test
  void whoComesLateIsToldWhatWasMissedInOrder() {
    List<String> first = new ArrayList<>();
    List<String> late = new ArrayList<>();
    Listeners listeners = Listeners.awaitingOneMore(List.of(recorder(first)));
    listeners.handlerStuck(new JobId("a"), 1);
    listeners.lateAnswer(new JobId("a"), 1, "");
    listeners.join(recorder(late));
    assertThat(late).containsExactly("handlerStuck", "lateAnswer").isEqualTo(first);
    listeners.engineFailed(new IllegalStateException());
    assertThat(late).containsExactly("handlerStuck", "lateAnswer", "engineFailed").isEqualTo(first);
  }

  @Test
  void whoIsNotAwaitedCannotJoin() {
    Listeners listeners = Listeners.of(List.of(EngineListener.NONE));
    assertThatThrownBy(() -> listeners.join(EngineListener.NONE))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Numbered events from several threads, one of which may meet the joining at any point. */
  @Test
  void nothingIsLostOrToldTwiceWhenOneJoinsMeanwhile() throws Exception {
    int events = 2000;
    for (int round = 0; round < 20; round++) {
      List<Integer> heard = Collections.synchronizedList(new ArrayList<>());
      Listeners listeners = Listeners.awaitingOneMore(List.of());
      CountDownLatch underWay = new CountDownLatch(2);
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        for (int thread = 0; thread < 2; thread++) {
          int base = thread * events;
          Future<?> _ =
              threads.submit(() -> {
                for (int i = 0; i < events; i++) {
                  listeners.handlerStuck(new JobId("a"), base + i);
                  underWay.countDown();
                }
              });
        }
        underWay.await();
        listeners.join(
            new EngineListener() {
              @Override
              public void handlerStuck(JobId id, int attempt) {
                heard.add(attempt);
              }
            });
      }
      for (int thread = 0; thread < 2; thread++) {
        int base = thread * events;
        assertThat(heard.stream().filter(it -> it >= base && it < base + events).toList())
            .isEqualTo(IntStream.range(base, base + events).boxed().toList());
      }
    }
  }

  private static Object zero(Class<?> type) {
    return type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null;
  }

  private static EngineListener recorder(List<String> calls) {
    return recorder(EngineListener.class, calls);
  }

  /** Notes what it is told, and so do the log's and the snapshots' listeners that it has. */
  private static <L> L recorder(Class<L> type, List<String> calls) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getReturnType() != void.class) {
            return recorder(method.getReturnType(), calls);
          }
          calls.add(method.getName());
          return null;
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
