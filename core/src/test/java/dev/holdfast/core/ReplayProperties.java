package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The log of a random run is applied again, in every way that a restart may do it. */
class ReplayProperties {
  private static final int PERCENT = 100;

  @Provide
  Arbitrary<LoggedMachine> queues() {
    return Step.runs().map(ReplayProperties::after);
  }

  private static LoggedMachine after(List<Step> run) {
    LoggedMachine queue = new LoggedMachine(Step.LIMITS);
    long now = 100;
    for (Step step : run) {
      now = Math.max(0, now + step.timePasses());
      if (step.restarts()) {
        queue.restart();
      }
      queue.execute(step.choice().command(queue.machine()), now);
    }
    return queue;
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void aFreshMachineReachesTheSameState(@ForAll("queues") LoggedMachine queue) {
    assertThat(queue.replayed().image()).isEqualTo(queue.machine().image());
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void whatIsAskedBetweenTheEventsChangesNothing(@ForAll("queues") LoggedMachine queue) {
    JobMachine asked = new JobMachine(Limits.defaults().withFailuresMax(1));
    for (int i = 0; i < queue.log().size(); i++) {
      asked.decide(new Command.Reserve("w"), 1_000_000);
      asked.decide(new Command.Expire(9, i), 1_000_000);
      asked.decide(new Command.Interrupt(9), 1_000_000);
      asked.stats();
      asked.queues();
      asked.nextDueMillis();
      queue.replay(i, i + 1, asked);
    }
    assertThat(asked.image()).isEqualTo(queue.machine().image());
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void eventsThatHaveHappenedChangeNothing(
      @ForAll("queues") LoggedMachine queue,
      @ForAll @IntRange(max = PERCENT) int reached,
      @ForAll @IntRange(max = PERCENT) int from,
      @ForAll @IntRange(max = PERCENT) int to) {
    int end = queue.log().size() * reached / PERCENT;
    JobMachine machine = new JobMachine(Step.LIMITS);
    queue.replay(0, end, machine);
    MachineImage before = machine.image();

    queue.replay(end * Math.min(from, to) / PERCENT, end * Math.max(from, to) / PERCENT, machine);

    assertThat(machine.image()).isEqualTo(before);
    machine.validate();
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void aRestoredImageGoesOnLikeTheOriginal(
      @ForAll("queues") LoggedMachine queue, @ForAll @IntRange(max = PERCENT) int reached) {
    int end = queue.log().size() * reached / PERCENT;
    JobMachine machine = new JobMachine(Step.LIMITS);
    queue.replay(0, end, machine);

    JobMachine restored = queue.restored(machine.image());

    restored.validate();
    assertThat(restored.image()).isEqualTo(machine.image());
    assertThat(restored.queues()).isEqualTo(machine.queues());
    assertThat(restored.nextDueMillis()).isEqualTo(machine.nextDueMillis());
    Command.Expire expire = new Command.Expire(9, 0);
    long later = machine.clockMillis() + 500;
    assertThat(restored.decide(expire, later)).isEqualTo(machine.decide(expire, later));
    for (int i = end; i < queue.log().size(); i++) {
      queue.replay(i, i + 1, restored);
      restored.validate();
    }
    assertThat(restored.image()).isEqualTo(queue.machine().image());
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void aSnapshotMayBeOlderThanTheStartOfTheLog(
      @ForAll("queues") LoggedMachine queue,
      @ForAll @IntRange(max = PERCENT) int reached,
      @ForAll @IntRange(max = PERCENT) int from) {
    int snapshot = queue.log().size() * reached / PERCENT;
    JobMachine machine = new JobMachine(Step.LIMITS);
    queue.replay(0, snapshot, machine);

    JobMachine restored = queue.restored(machine.image());
    queue.replay(snapshot * from / PERCENT, queue.log().size(), restored);

    assertThat(restored.image()).isEqualTo(queue.machine().image());
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void whereverTheLogEndsEveryJobReachesItsEnd(
      @ForAll("queues") LoggedMachine queue, @ForAll @IntRange(max = PERCENT) int kept) {
    List<Event> whole = List.copyOf(queue.log());
    int end = queue.log().size() * kept / PERCENT;

    queue.crash(queue.log().size() - end);
    queue.machine().validate();
    long now = queue.machine().clockMillis();
    while (happens(queue, new Command.Interrupt(2), now)) {
      queue.machine().validate();
    }
    for (JobId cutOff : openBatchAt(whole, end)) {
      assertThat(queue.machine().find(cutOff)).as("job %s of half a batch", cutOff).isEmpty();
    }
    drain(queue);

    assertThat(queue.machine().stats().unfinished()).isZero();
  }

  /** The jobs of the batch that is incomplete if the log ends there. */
  private static List<JobId> openBatchAt(List<Event> log, int end) {
    List<JobId> open = new ArrayList<>();
    for (Event event : log.subList(0, end)) {
      if (event instanceof Event.Enqueue enqueue && enqueue.more() > 0) {
        open.add(enqueue.id());
      } else {
        open.clear();
      }
    }
    return open;
  }

  /** What an engine does after a crash: settle, serve and wait until all is done. */
  private static void drain(LoggedMachine queue) {
    long now = queue.machine().clockMillis();
    for (QueueInfo info : queue.machine().queues()) {
      queue.execute(new Command.SetMode(info.name(), QueueMode.OPEN), now);
    }
    while (queue.machine().stats().unfinished() > 0) {
      boolean progress = happens(queue, new Command.Expire(2, now), now);
      progress |= happens(queue, new Command.Reserve("w"), now);
      for (Job job : queue.machine().image().jobs()) {
        progress |=
            job.state() == JobState.IN_FLIGHT
                && happens(queue, new Command.Ack(job.id(), job.attempt()), now);
      }
      if (!progress && !unblock(queue, now)) {
        assertThat(queue.machine().nextDueMillis())
            .as("somebody waits for ever")
            .isGreaterThan(now);
        now = queue.machine().nextDueMillis();
      }
    }
  }

  /** Jobs that block when a parent is lost wait until it is put back. */
  private static boolean unblock(LoggedMachine queue, long now) {
    for (Job job : queue.machine().image().jobs()) {
      if (job.state() == JobState.BLOCKED) {
        for (JobId parent : job.spec().dependsOn()) {
          if (queue.machine().find(parent).filter(found -> found.state().isLost()).isPresent()) {
            return happens(queue, new Command.Requeue(parent), now);
          }
        }
      }
    }
    return false;
  }

  private static boolean happens(LoggedMachine queue, Command command, long now) {
    return queue.execute(command, now) instanceof Decision.Accepted accepted
        && !accepted.events().isEmpty();
  }
}
