package dev.holdfast.engine;

import static dev.holdfast.engine.EngineRig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Decision.Reason;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.storage.Directory;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The words of {@link EngineJobsContract} and {@link EngineQueuesContract}. */
abstract class EngineContractWords {
  static final long MINUTE = 60_000;

  final EngineRig rig = new EngineRig();
  Engine engine;

  /** The directory of this test, opened anew. */
  abstract Directory directory();

  @BeforeEach
  void open() {
    Directory disk = directory();
    engine = Engine.open(disk, disk, rig.config, rig.clock, rig.listener);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  void reopen() {
    engine.close();
    open();
  }

  EngineAdmin admin() {
    return engine.admin();
  }

  EnqueueResult enqueue(JobSpec... jobs) {
    return await(engine.enqueue(List.of(jobs)));
  }

  Job find(String id) {
    return await(engine.find(new JobId(id))).orElseThrow();
  }

  JobState state(String id) {
    return find(id).state();
  }

  List<String> reserve(String queue, int max) {
    return await(engine.reserve(Reservation.by("w").from(queue).atMost(max))).stream()
        .map(lease -> lease.id().value())
        .toList();
  }

  List<String> list(JobFilter filter) {
    return ids(await(admin().list(filter, 0, 100)).jobs());
  }

  static void assertRefused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  static List<String> ids(List<Job> jobs) {
    return jobs.stream().map(each -> each.id().value()).toList();
  }
}
