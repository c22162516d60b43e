package dev.holdfast.engine;

import static dev.holdfast.engine.EngineRig.await;
import static dev.holdfast.engine.EngineRig.enqueue;
import static dev.holdfast.engine.EngineRig.job;
import static dev.holdfast.engine.EngineRig.reserveOne;
import static dev.holdfast.engine.EngineRig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobState;
import dev.holdfast.core.Payload;
import dev.holdfast.core.QueueMode;
import dev.holdfast.snapshot.SnapshotListener;
import dev.holdfast.storage.sim.Fault;
import dev.holdfast.storage.sim.FaultPlan;
import dev.holdfast.storage.sim.Operation;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.WalListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller, a handler or a listener does wrong costs itself, and nobody else. */
class MisuseTest {
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final EngineRig rig = new EngineRig();
  private final SimulatedDisk disk = SimulatedDisk.withSeed(51);
  private Engine engine = rig.open(disk);

  private final UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();

  @AfterEach
  void close() {
    engine.close();
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  private void reopen() {
    engine.close();
    engine = rig.open(disk);
  }

  private Job find(String id) {
    return await(engine.find(new JobId(id))).orElseThrow();
  }

  // ---- callers

  @Test
  void aCallWithNullIsRefusedAtOnceAndNamesIt() {
    EngineAdmin admin = engine.admin();
    enqueue(engine, "a");
    Lease lease = reserveOne(engine);
    refusedNull("id", () -> engine.find(null));
    refusedNull("id", () -> engine.cancel(null, "why"));
    refusedNull("reason", () -> engine.cancel(new JobId("a"), null));
    refusedNull("worker", () -> engine.reserve(null, 1, Duration.ZERO));
    refusedNull("message", () -> engine.fail(lease, new Failure(null, "", null)));
    refusedNull("job", () -> engine.ackAll(List.of(new Lease(null))));
    refusedNull("name", () -> admin.queue(null));
    refusedNull("a queue's name", () -> admin.pause(null));
    refusedNull("settings", () -> admin.configure("q", null));
    refusedNull("queue", () -> admin.purge(null));
    refusedNull("id", () -> admin.requeue(null));
    refusedNull("id", () -> admin.forget(null));
    refusedNull("filter", () -> admin.requeueAll(null));
    refusedNull("filter", () -> admin.list(null, 0, 1));
    refusedNull("reason", () -> admin.cancelAll(JobFilter.ALL, null));
    refusedNull("name", () -> admin.unschedule(null));

    await(engine.ack(lease));
    await(admin.pause("q"));
    assertThat(await(admin.queue("q")).orElseThrow().mode()).isEqualTo(QueueMode.PAUSED);
  }

  private static void refusedNull(String name, ThrowingCallable call) {
    assertThatNullPointerException().as(name).isThrownBy(call).withMessage(name);
  }

  @Test
  void aTimeThatIsTooLongForANumberIsForEver() {
    enqueue(engine, "leased", "held", "released");
    Lease leased =
        await(engine.reserve(Reservation.by("w").leasedFor(FOR_EVER).waiting(FOR_EVER))).getFirst();
    assertThat(leased.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
    Heartbeat held = await(engine.heartbeat(reserveOne(engine), FOR_EVER, Payload.EMPTY));
    assertThat(held.lease().deadlineMillis()).isEqualTo(Long.MAX_VALUE);
    await(engine.release(reserveOne(engine), FOR_EVER));
    assertThat(find("released").runAtMillis()).isEqualTo(Long.MAX_VALUE);

    await(engine.fail(held.lease(), Failure.of("not before then").retryAfter(FOR_EVER)));
    assertThat(find("held").runAtMillis()).isEqualTo(Long.MAX_VALUE);
    reopen();
    assertThat(engine.stats().scheduled()).as("read back from the log").isEqualTo(2);
  }

  @Test
  void aNegativeTimeIsRefusedAtOnce() {
    enqueue(engine, "a");
    Lease lease = reserveOne(engine);
    for (Duration negative : List.of(Duration.ofMillis(-1), FOR_EVER.negated())) {
      assertThatIllegalArgumentException().isThrownBy(() -> engine.release(lease, negative));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> engine.heartbeat(lease, negative, Payload.EMPTY));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Failure.of("later").retryAfter(negative));
    }
    await(engine.ack(lease));
  }

  @Test
  void configuredTimesMayBeForEver() {
    var eternal =
        WorkersConfig.of(1).withDrain(FOR_EVER).withInterruptGrace(FOR_EVER).withName("eternal");
    try (Workers _ = engine.startWorkers(eternal, Handlers.ofAny(_ -> {}))) {
      enqueue(engine, "a");
      await(engine.whenIdle());
    }
    EngineConfig config =
        rig.config.withSnapshotInterval(FOR_EVER).withSubmitTimeout(FOR_EVER).withSeed(1);
    try (VirtualEngine queue = VirtualEngine.open(config, 1, EngineListener.NONE)) {
      assertThat(queue.engine().enqueue(job("a"))).isCompleted();
      queue.advance(Duration.ofDays(1));
      assertThat(queue.engine().failure()).isEmpty();
    }
  }

  // ---- handlers

  /** Its own code fails when it is asked what went wrong. */
  private static final class Unspeakable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no words");
    }
  }

  @Test
  void anExceptionWithoutAMessageFailsItsAttemptAndNothingElse() {
    engine.startWorkers(
        1,
        handled -> {
          String noMessage = new IllegalStateException().getMessage();
          switch (handled.id().value()) {
            case "permanent" -> throw JobFailedException.permanent(noMessage);
            case "later" -> throw JobFailedException.retryAfter(Duration.ofHours(1), noMessage);
            case "unspeakable" -> throw new Unspeakable();
            case "sent" -> throw throughAStream(JobFailedException.permanent("sent"));
            default -> {}
          }
        });
    enqueue(engine, "permanent", "later", "unspeakable", "sent", "good");
    until(() -> engine.stats().completed() == 1 && engine.stats().dead() == 3);

    assertThat(find("permanent").reason()).contains("no message");
    assertThat(find("permanent").attempt()).isEqualTo(1);
    assertThat(find("later").state()).isEqualTo(JobState.SCHEDULED);
    assertThat(find("unspeakable").reason()).contains("Unspeakable");
    assertThat(find("sent").reason()).contains("sent");
    assertThat(find("good").state()).isEqualTo(JobState.COMPLETED);
  }

  private static JobFailedException throughAStream(JobFailedException thrown)
      throws IOException, ClassNotFoundException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(thrown);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (JobFailedException) in.readObject();
    }
  }

  @Test
  void aFailureWithoutAMessageIsOneAllTheSame() {
    enqueue(engine, "a");
    await(engine.fail(reserveOne(engine), (String) null));
    assertThat(find("a").failures()).isEqualTo(1);
    assertThat(find("a").attempts().errors().getFirst().message()).isEqualTo("no message");
  }

  // ---- listeners

  /** Throws whatever it is told, and remembers what that was. */
  private static final class Faulty implements UncaughtExceptionHandler {
    private final Throwable fault;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final List<Throwable> reported = new CopyOnWriteArrayList<>();

    Faulty(Throwable fault) {
      this.fault = fault;
    }

    <L> L listener(Class<L> type, L none) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (_, method, arguments) ->
                  switch (method.getName()) {
                    case "equals" -> false;
                    case "hashCode" -> 1;
                    case "toString" -> type.getName();
                    case "log" -> listener(WalListener.class, WalListener.NOOP);
                    case "snapshots" -> listener(SnapshotListener.class, SnapshotListener.NOOP);
                    default -> {
                      told.add(method.getName());
                      method.invoke(none, arguments);
                      throw fault;
                    }
                  }));
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
      reported.add(thrown);
    }
  }

  /** From now on; all that is reported of any thread comes to this, so that nothing is missed. */
  private Faulty listenFaultily(Throwable fault) {
    Faulty faulty = new Faulty(fault);
    Thread.setDefaultUncaughtExceptionHandler(faulty);
    rig.listener = faulty.listener(EngineListener.class, EngineListener.NONE);
    return faulty;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aListenerThatThrowsChangesNothingAndItsFaultIsReported(boolean error) {
    Throwable fault = error ? new AssertionError("a fault") : new IllegalStateException("a fault");
    Faulty faulty = listenFaultily(fault);
    rig.config = rig.config.withSnapshotInterval(Duration.ofMillis(1));
    reopen();
    enqueue(engine, "a");
    await(engine.fail(reserveOne(engine), "again"));
    await(engine.ack(reserveOne(engine)));
    until(() -> faulty.told.contains("snapshotTaken"));
    enqueue(engine, "b");
    reopen();
    assertThat(find("a").state()).isEqualTo(JobState.COMPLETED);
    assertThat(find("b").state()).isEqualTo(JobState.PENDING);
    assertThat(faulty.told)
        .contains("recovered", "enqueued", "dispatched", "failed", "retried", "completed")
        .contains("batchWritten", "batchSynced", "durable", "written", "snapshotTaken");
    assertThat(faulty.reported).contains(fault);
  }

  @Test
  void aListenerThatThrowsWhenTheEngineFailsLeavesNobodyWaiting() {
    Faulty faulty = listenFaultily(new IllegalStateException("a fault"));
    reopen();
    CompletableFuture<List<Lease>> waiting = engine.reserve("w", 1, Duration.ofHours(1));
    await(engine.find(new JobId("nobody")));
    disk.follow(FaultPlan.none().failFrom(Operation.SYNC, 1, Fault.IO_ERROR));
    assertThatThrownBy(() -> enqueue(engine, "lost")).isInstanceOf(EngineFailedException.class);
    assertThatThrownBy(() -> await(waiting)).isInstanceOf(EngineFailedException.class);
    until(() -> faulty.told.contains("poisoned"));
    assertThat(faulty.told).contains("engineFailed");
  }

  @Test
  void aListenerThatThrowsChangesNothingForAVirtualEngineEither() {
    Faulty faulty = listenFaultily(new IllegalStateException("a fault"));
    try (VirtualEngine queue = VirtualEngine.open(rig.config, 1, rig.listener)) {
      assertThat(queue.engine().enqueue(job("a")).resultNow().added()).isEqualTo(1);
      assertThat(queue.engine().failure()).isEmpty();
    }
    assertThat(faulty.told).contains("recovered", "enqueued");
    assertThat(faulty.reported).isNotEmpty();
  }
}
