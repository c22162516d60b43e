package dev.holdfast.engine;

import static dev.holdfast.engine.EngineRig.await;
import static dev.holdfast.engine.EngineRig.job;
import static dev.holdfast.engine.EngineRig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Headers;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.WorkersConfig.Threads;
import dev.holdfast.storage.sim.SimulatedDisk;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which handler gets which job, and what it learns and says. */
class HandlersTest {
  private final EngineRig rig = new EngineRig();
  private final Engine engine = open();
  private final List<String> ran = new CopyOnWriteArrayList<>();

  /** What the payloads of these tests are read into. */
  private record Picture(String name) {
    static Picture read(Payload payload) {
      String json = payload.toUtf8();
      if (!json.startsWith("{\"name\":\"")) {
        throw new IllegalArgumentException("no picture has this form: " + json);
      }
      return new Picture(json.substring(9, json.length() - 2));
    }
  }

  private Engine open() {
    rig.config =
        rig.config.withLimits(rig.config.limits().toBuilder().resultBytesMax(1000).build());
    return rig.open(SimulatedDisk.withSeed(32));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void note(JobContext job) {
    ran.add(job.type() + ":" + job.id());
  }

  private static JobSpec typed(String id, String type) {
    return job(id).withType(type);
  }

  private void enqueue(JobSpec... jobs) {
    await(engine.enqueue(List.of(jobs)));
  }

  private Job find(String id) {
    return await(engine.find(new JobId(id))).orElseThrow();
  }

  @Test
  void aJobIsDoneByTheHandlerOfItsTypeAndOthersAreLeftAlone() {
    Handlers handlers =
        Handlers.builder()
            .on("email", this::note)
            .on("", job -> ran.add("untyped:" + job.id()))
            .build();
    engine.startWorkers(WorkersConfig.of(2), handlers);
    enqueue(typed("a", "email"), typed("b", "fax"), job("c"), typed("d", "email"));
    until(() -> engine.stats().completed() == 3);
    assertThat(ran).containsExactlyInAnyOrder("email:a", "untyped:c", "email:d");
    assertThat(find("b").state()).isEqualTo(JobState.PENDING);
    assertThat(find("b").attempt()).isZero();
  }

  @Test
  void aTypedHandlerGetsWhatTheMapperMakesOfThePayload() {
    Handlers handlers =
        Handlers.builder()
            .on("resize", Picture::read, (picture, job) -> ran.add(picture + " of " + job.id()))
            .build();
    engine.startWorkers(WorkersConfig.of(1), handlers);
    enqueue(typed("a", "resize"));
    await(engine.whenIdle());
    assertThat(ran).containsExactly("Picture[name=a] of a");
  }

  @Test
  void aPayloadThatCannotBeReadMakesTheJobDeadAtOnceAndSaysWhy() {
    Handlers handlers =
        Handlers.builder().on("resize", Picture::read, (picture, job) -> ran.add("never")).build();
    engine.startWorkers(WorkersConfig.of(1), handlers);
    enqueue(typed("a", "resize").withPayload(Payload.ofJson("[1]")));
    await(engine.whenIdle());
    Job dead = find("a");
    assertThat(dead.state()).isEqualTo(JobState.DEAD);
    assertThat(dead.attempt()).isEqualTo(1);
    assertThat(dead.reason())
        .contains("the payload cannot be read for type \"resize\"")
        .contains("no picture has this form: [1]");
    assertThat(dead.attempts().errors().getFirst().type())
        .isEqualTo(IllegalArgumentException.class.getName());
    assertThat(ran).isEmpty();
  }

  @Test
  void aHandlerWithABoundIsNeverGivenMoreAndDoesNotHoldUpOthers() throws InterruptedException {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger peak = new AtomicInteger();
    CountDownLatch twoInside = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    Handlers handlers =
        Handlers.builder()
            .on(
                "slow",
                job -> {
                  peak.accumulateAndGet(running.incrementAndGet(), Math::max);
                  twoInside.countDown();
                  go.await();
                  running.decrementAndGet();
                })
            .concurrency("slow", 2)
            .on("fast", this::note)
            .build();
    engine.startWorkers(WorkersConfig.of(6), handlers);
    enqueue(
        IntStream.range(0, 6).mapToObj(i -> typed("slow-" + i, "slow")).toArray(JobSpec[]::new));
    twoInside.await();
    enqueue(typed("x", "fast"), typed("y", "fast"), typed("z", "fast"));
    until(() -> engine.stats().completed() == 3);
    assertThat(engine.stats().inFlight()).isEqualTo(2);
    assertThat(engine.stats().pending()).isEqualTo(4);
    go.countDown();
    await(engine.whenIdle());
    assertThat(peak).hasValue(2);
    assertThat(engine.stats().completed()).isEqualTo(9);
  }

  @Test
  void roomIsGivenBackWhateverBecomesOfTheAttempt() {
    Handlers handlers =
        Handlers.builder()
            .on(
                "one",
                job -> {
                  if (job.attempt() == 1) {
                    throw new IllegalStateException("the first time fails");
                  }
                })
            .concurrency("one", 1)
            .build();
    engine.startWorkers(WorkersConfig.of(3), handlers);
    enqueue(IntStream.range(0, 50).mapToObj(i -> typed("job-" + i, "one")).toArray(JobSpec[]::new));
    await(engine.whenIdle());
    assertThat(engine.stats().completed()).isEqualTo(50);
  }

  @Test
  void otherwiseTakesAllOtherTypesButWaitsWhileABoundedHandlerIsFull() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Handlers handlers =
        Handlers.builder()
            .on(
                "slow",
                job -> {
                  inside.countDown();
                  go.await();
                })
            .concurrency("slow", 1)
            .on("fast", this::note)
            .otherwise(job -> ran.add("otherwise:" + job.id()))
            .build();
    engine.startWorkers(WorkersConfig.of(3), handlers);
    enqueue(typed("s", "slow"));
    inside.await();
    enqueue(typed("a", "fax"), typed("b", "fast"));
    until(() -> engine.stats().completed() == 1);
    assertThat(ran).containsExactly("fast:b");
    go.countDown();
    await(engine.whenIdle());
    assertThat(ran).containsExactly("fast:b", "otherwise:a");
  }

  @Test
  void workersTakeJobsOfTheirQueuesOnly() {
    engine.startWorkers(
        WorkersConfig.of(2).withQueues("mail", "print"), Handlers.ofAny(this::note));
    enqueue(job("a").withQueue("mail"), job("b").withQueue("other"), job("c").withQueue("print"));
    until(() -> engine.stats().completed() == 2);
    assertThat(find("b").state()).isEqualTo(JobState.PENDING);
    assertThat(ran).containsExactlyInAnyOrder(":a", ":c");
  }

  @ParameterizedTest
  @EnumSource(Threads.class)
  void handlersRunOnTheThreadsThatWereAskedForUnderTheNameOfTheirWorkers(Threads threads) {
    CompletableFuture<String> thread = new CompletableFuture<>();
    Workers workers =
        engine.startWorkers(
            WorkersConfig.of(1).withThreads(threads).withName("painter"),
            Handlers.ofAny(job ->
                thread.complete(
                    Thread.currentThread().getName() + " " + Thread.currentThread().isVirtual())));
    enqueue(job("a"));
    boolean virtual = threads == Threads.VIRTUAL;
    assertThat(await(thread)).isEqualTo("holdfast-painter-1 " + virtual);
    assertThat(workers.close(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void aHandlerLearnsAllThereIsToKnowAndItsResultIsKept() {
    CompletableFuture<String> seen = new CompletableFuture<>();
    engine.startWorkers(
        1,
        job -> {
          seen.complete(
              job.queue() + " " + job.headers().get("traceparent") + " " + job.payload().toUtf8());
          job.heartbeat(Payload.ofJson("{\"percent\": 50}"));
          job.result(Payload.ofJson("1"));
          job.result(Payload.ofJson("[ 2 ]"));
        });
    enqueue(
        job("a")
            .withQueue("mail")
            .withHeaders(Headers.NONE.with("traceparent", "00-4bf9"))
            .withPayload(Payload.ofJson("7")));
    await(engine.whenIdle());
    assertThat(await(seen)).isEqualTo("mail Optional[00-4bf9] 7");
    assertThat(find("a").attempts().result()).isEqualTo(Payload.ofJson("[2]"));
    assertThat(find("a").attempts().progress()).isEqualTo(Payload.ofJson("{\"percent\":50}"));
  }

  @Test
  void aResultThatIsTooLargeIsRefusedWhileTheHandlerCanStillDoSomethingAboutIt() {
    int max = 1000;
    engine.startWorkers(
        1,
        job -> {
          assertThatThrownBy(() -> job.result(Payload.of(new byte[max + 1])))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("a result has at most " + max + " bytes, that of job a has");
          job.result(Payload.of(new byte[max]));
        });
    enqueue(job("a"));
    await(engine.whenIdle());
    assertThat(find("a").attempts().result().size()).isEqualTo(max);
  }

  @Test
  void aHandlerMaySayThatAnotherAttemptIsOfNoUse() {
    engine.startWorkers(
        1,
        job -> {
          throw JobFailedException.permanent(new IllegalStateException("the account is closed"));
        });
    enqueue(job("a"));
    await(engine.whenIdle());
    assertThat(find("a").state()).isEqualTo(JobState.DEAD);
    assertThat(find("a").reason()).isEqualTo("given up: the account is closed");
    assertThat(find("a").attempts().errors().getFirst().type())
        .isEqualTo(IllegalStateException.class.getName());
  }

  @Test
  void aHandlerMaySayWhenAnotherAttemptIsWorthIt() {
    engine.startWorkers(
        1,
        job -> {
          if (job.attempt() == 1) {
            throw JobFailedException.retryAfter(Duration.ofMinutes(5), "come back later");
          }
        });
    enqueue(job("a"));
    until(() -> engine.stats().scheduled() == 1);
    assertThat(find("a").runAtMillis()).isEqualTo(rig.nowMillis.get() + 300_000);
    rig.advance(engine, Duration.ofMinutes(5));
    await(engine.whenIdle());
    assertThat(engine.stats().completed()).isEqualTo(1);
  }

  @Test
  void handlersThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> Handlers.builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 handler");
    assertThatThrownBy(() -> Handlers.builder().on("a", this::note).on("a", this::note))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two handlers");
    assertThatThrownBy(() -> Handlers.builder().on("a", this::note).concurrency("a", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1, not 0");
    assertThatThrownBy(() -> Handlers.builder().on("a", this::note).concurrency("b", 1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no handler");
    assertThatThrownBy(() -> Handlers.builder().on("a", this::note).build().of("b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void workersThatMakeNoSenseAreRefused() {
    WorkersConfig good = WorkersConfig.of(1);
    assertThatThrownBy(() -> WorkersConfig.of(0)).hasMessageContaining("at least 1 worker");
    assertThatThrownBy(() -> good.withName("")).hasMessageContaining("name");
    assertThatThrownBy(() -> good.withName("x".repeat(WorkersConfig.NAME_LENGTH_MAX + 1)))
        .hasMessageContaining("name");
    assertThatThrownBy(() -> good.withDrain(Duration.ofMillis(-1))).hasMessageContaining("drain");
    assertThatThrownBy(() -> good.withInterruptGrace(Duration.ZERO))
        .hasMessageContaining("interruptGrace");
  }
}
