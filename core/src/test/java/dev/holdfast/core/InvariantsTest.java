package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Breaks the state behind its own back, one way after the other: validation must notice. */
class InvariantsTest {
  // The slots of the jobs that each test starts from.
  private static final int PENDING = 0;
  private static final int SCHEDULED = 1;
  private static final int IN_FLIGHT = 2;
  private static final int BLOCKED = 3;
  private static final int DEAD = 4;
  private static final int DOOMED = 5;

  @Test
  void noticesAJobThatIsInNoIndex() {
    String problem = "the index of its state does not hold it";
    broken("job pending: " + problem, s -> s.queues.lane(PENDING).jobs.remove(PENDING));
    broken("job lease: " + problem, s -> s.inFlight.remove(IN_FLIGHT));
    broken("job later: " + problem, s -> s.scheduled.remove(SCHEDULED));
    broken("job pending: it does not expire", s -> s.expiring.remove(PENDING));
  }

  @Test
  void noticesAJobUnderAWrongKey() {
    broken(
        "job later: the index of its state does not hold it",
        s -> {
          s.scheduled.remove(SCHEDULED);
          s.scheduled.add(SCHEDULED, 77);
        });
  }

  @Test
  void noticesAStrangerInAnIndex() {
    broken("strangers are scheduled", s -> s.scheduled.add(BLOCKED, 0));
    broken("the index of expiring jobs has strangers", s -> s.expiring.add(SCHEDULED, 0));
    broken(
        "queue default: the head of a lane is not its first job",
        s -> s.queues.lane(PENDING).head = JobTable.NONE);
  }

  @Test
  void noticesAJobThatChangedStateWithoutTheIndexes() {
    broken(
        "job lease: it is kept wrongly, or not at all",
        s -> {
          Job job = s.table.get(IN_FLIGHT);
          s.table.set(IN_FLIGHT, job.changed(JobState.DEAD, job.attempts().lost("why"), 8, 0));
        });
  }

  @Test
  void noticesAQueueThatDoesNotServeWhatItShould() {
    broken("queue default: it does not stand in the front", s -> s.queues.front.remove(PENDING));
    broken(
        "queue default: a head is missing", s -> s.queues.lane(PENDING).heads.jobs.remove(PENDING));
    broken("queue default: its gate is miscounted", s -> s.queues.queue(PENDING).pending++);
    broken("queue default: wrongly throttled", s -> s.queues.gates.throttled.add(0, 5));
  }

  @Test
  void noticesADoomedJobThatWasForgottenOrInvented() {
    broken("job doomed: it is doomed wrongly, or not at all", s -> s.doomed.remove(DOOMED));
    broken("job blocked: it is doomed wrongly, or not at all", s -> s.doomed.add(BLOCKED, 0));
  }

  @Test
  void noticesEdgesThatAreMissingOrInvented() {
    broken(
        "job blocked: its edges are not its open dependencies",
        s -> s.dependencies.removeParent(PENDING));
    broken("job later: an edge to it is invented", s -> s.dependencies.add(IN_FLIGHT, SCHEDULED));
    broken("job dead: an edge to it is invented", s -> s.dependencies.add(PENDING, DEAD));
  }

  @Test
  void noticesADeadJobThatIsKeptWhileOthersWait() {
    broken(
        "job dead: it is kept wrongly, or not at all", s -> s.queues.keep(DEAD, s.table.get(DEAD)));
  }

  @Test
  void noticesAClockThatWentBack() {
    broken("job later: its run-at does not go with SCHEDULED", s -> s.clockMillis = 5_000);
    broken("job pending: it was changed by an event that has not happened", s -> s.lastSeq = 0);
  }

  private static void broken(String problem, Consumer<MachineState> damage) {
    MachineState state = state();
    new Invariants(state).validate();
    damage.accept(state);
    assertThatIllegalStateException()
        .isThrownBy(() -> new Invariants(state).validate())
        .withMessage("broken invariant: " + problem);
  }

  private static MachineState state() {
    MachineState state = new MachineState(Limits.defaults());
    Transitions transitions = new Transitions(state);
    List<Event> events =
        List.of(
            new Event.Enqueue(
                JobSpec.builder(new JobId("pending")).expireAtMillis(9_000).build(), 0),
            enqueue("later", 4_000),
            enqueue("lease", 0),
            enqueue("blocked", 0, "pending"),
            enqueue("dead", 0),
            enqueue("doomed", 0, "dead"),
            new Event.Dispatch(new JobId("lease"), 1, "w", 3_000, 0),
            new Event.Dead(new JobId("dead"), 0, "why", 0));
    for (int i = 0; i < events.size(); i++) {
      transitions.apply(events.get(i), i + 1);
    }
    return state;
  }

  private static Event enqueue(String id, long runAt, String... dependsOn) {
    List<JobId> dependencies = List.of(dependsOn).stream().map(JobId::new).toList();
    return new Event.Enqueue(
        JobSpec.of(new JobId(id), Payload.EMPTY).withRunAtMillis(runAt).withDependsOn(dependencies),
        0);
  }
}
