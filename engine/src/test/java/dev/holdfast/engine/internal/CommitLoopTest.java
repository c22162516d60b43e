package dev.holdfast.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.concurrency.Channel;
import dev.holdfast.concurrency.ChannelClosedException;
import dev.holdfast.core.Command;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.EngineFailedException;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.snapshot.SnapshotConfig;
import dev.holdfast.snapshot.SnapshotListener;
import dev.holdfast.snapshot.SnapshotStore;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The loop alone, on the thread of the test. */
class CommitLoopTest {
  private final SimulatedDisk disk = SimulatedDisk.withSeed(41);
  private final Channel<Request> requests = Channel.bounded(4);
  private final ReplyGate gate = new ReplyGate("holdfast-test", 0);
  private final FailureLatch failure = new FailureLatch(_ -> {});

  private CommitLoop loop(Wal wal) {
    return loop(wal, failure);
  }

  private CommitLoop loop(Wal wal, FailureLatch failure) {
    SnapshotStore snapshots =
        SnapshotStore.open(disk, SnapshotConfig.named("snapshot"), SnapshotListener.NOOP);
    Snapshotter snapshotter =
        new Snapshotter(
            "holdfast-test",
            snapshots,
            wal,
            Duration.ofHours(1),
            0,
            EngineListener.NONE,
            failure::fail);
    StateOwner owner =
        new StateOwner(
            new JobLog(new JobMachine(Limits.defaults()), wal),
            EngineListener.NONE,
            new SplittableRandom(1));
    return new CommitLoop(owner, requests, gate, snapshotter, InstantSource.system(), failure);
  }

  private static Request question() {
    return new Request.Query<>(JobMachine::lastSeq, new CompletableFuture<>());
  }

  /**
   * Whoever fails the engine tells the loop, and closes the requests after that. The loop may have
   * ended in between: what is sent then would wait for ever.
   */
  @Test
  void aLoopThatHasEndedLeavesNoRequestWithoutAnAnswer() {
    try (Wal wal = Wal.open(disk, WalConfig.named("wal.log"), WalListener.NOOP)) {
      CommitLoop loop = loop(wal);
      Request sent = question();
      assertThat(requests.trySend(sent)).isTrue();
      IllegalStateException why = new IllegalStateException("the disk is gone");
      loop.stop(why);

      loop.run();

      assertThatThrownBy(() -> requests.trySend(question()))
          .isInstanceOf(ChannelClosedException.class);
      gate.start();
      gate.close();
      assertThat(sent.promise().exceptionNow()).isSameAs(why);
    }
  }

  /** Who asks what cannot be answered is told so; whoever comes after is served. */
  @Test
  void aRequestThatThrowsBeforeAnythingIsLoggedIsRefusedAndTheOthersAreServed() {
    try (Wal wal = Wal.open(disk, WalConfig.named("wal.log"), WalListener.NOOP)) {
      IllegalStateException why = new IllegalStateException("a question that has no answer");
      Request bad = asking(_ -> fail(why));
      Request good = question();
      assertThat(requests.trySend(bad)).isTrue();
      assertThat(requests.trySend(good)).isTrue();
      requests.close();

      loop(wal).run();

      gate.start();
      gate.close();
      assertThat(bad.promise().exceptionNow()).isSameAs(why);
      assertThat(good.promise().resultNow()).isEqualTo(0L);
      assertThat(failure.get()).isEmpty();
    }
  }

  /** Memory may be ahead of the log then, or the log of memory. */
  @Test
  void aRequestThatTheLogRefusesEndsTheLoop() {
    Wal wal = Wal.open(disk, WalConfig.named("wal.log"), WalListener.NOOP);
    CommitLoop loop = loop(wal);
    wal.close();
    Request enqueue =
        new Request.Enqueue(
            new Command.Enqueue(List.of(JobSpec.of(new JobId("a"), Payload.EMPTY))),
            new CompletableFuture<>());
    Request next = question();
    assertThat(requests.trySend(enqueue)).isTrue();
    assertThat(requests.trySend(next)).isTrue();

    loop.run();

    gate.start();
    gate.close();
    assertThat(enqueue.promise().exceptionNow()).isInstanceOf(EngineFailedException.class);
    assertThat(next.promise().exceptionNow()).isInstanceOf(EngineFailedException.class);
  }

  @Test
  void nobodyIsLeftWaitingIfTellingOfTheFailureFails() {
    FailureLatch untold =
        new FailureLatch(_ -> {
          throw new IllegalStateException("nobody can be told");
        });
    try (Wal wal = Wal.open(disk, WalConfig.named("wal.log"), WalListener.NOOP)) {
      StackOverflowError cause = new StackOverflowError();
      Request sent = asking(_ -> fail(cause));
      assertThat(requests.trySend(sent)).isTrue();

      assertThatThrownBy(() -> loop(wal, untold).run()).hasMessage("nobody can be told");

      gate.start();
      gate.close();
      assertThat(sent.promise().exceptionNow())
          .isInstanceOf(EngineFailedException.class)
          .hasMessageContaining("StackOverflowError")
          .hasCause(cause);
    }
  }

  private static Request asking(Function<JobMachine, Object> question) {
    return new Request.Query<>(question, new CompletableFuture<>());
  }

  private static <E extends Throwable> Object fail(E thrown) throws E {
    throw thrown;
  }
}
