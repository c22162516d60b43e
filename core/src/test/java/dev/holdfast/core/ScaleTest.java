package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Measures memory and speed with as many jobs waiting as {@code -Dholdfast.scale.jobs} says, with
 * payloads of 200 bytes; the README has the command and what came out. A measurement, not a proof.
 */
@EnabledIfSystemProperty(named = "holdfast.scale.jobs", matches = "\\d+")
class ScaleTest {
  private static final int JOBS = Integer.getInteger("holdfast.scale.jobs", 1);
  private static final byte[] PAYLOAD = new byte[200];

  private long seq;

  @Test
  void saysWhatAJobTakes() {
    long before = usedBytes();
    JobMachine machine = new JobMachine(Limits.defaults());
    double filling = seconds(() -> fill(machine));
    long after = usedBytes();
    System.out.printf("%,d waiting jobs of 200 B: %d bytes each%n", JOBS, (after - before) / JOBS);
    System.out.printf("enqueue: %,.0f transitions/s%n", JOBS / filling);

    System.out.printf("image: %.1f ms on the clock, best of 10%n", imageMillis(machine));
    double validating = seconds(machine::validate);
    System.out.printf("validate: %.2f s%n", validating);
    double restoring = seconds(() -> restore(machine.image()));
    System.out.printf("restore: %.2f s%n", restoring);

    int cycles = JOBS / 2;
    double working = seconds(() -> work(machine, cycles));
    System.out.printf(
        "reserve and ack, %,d waiting: %,.0f transitions/s%n", JOBS, 2 * cycles / working);
    double cycling = seconds(() -> workAndRefill(machine, cycles));
    System.out.printf("enqueue, reserve and ack: %,.0f transitions/s%n", 3 * cycles / cycling);
    assertThat(machine.stats().completed()).isEqualTo(2L * cycles);
  }

  private static double imageMillis(JobMachine machine) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long start = System.nanoTime();
      assertThat(machine.image().jobs()).hasSize(JOBS);
      best = Math.min(best, System.nanoTime() - start);
    }
    return best / 1e6;
  }

  private void fill(JobMachine machine) {
    for (int i = 0; i < JOBS; i++) {
      enqueue(machine, "task-" + (100_000_000 + i));
    }
  }

  private void work(JobMachine machine, int cycles) {
    Deque<Event> leases = new ArrayDeque<>();
    for (int i = 0; i < cycles; i++) {
      Event dispatch = execute(machine, new Command.Reserve("worker"));
      leases.add(dispatch);
      if (leases.size() > 8 || i == cycles - 1) {
        execute(machine, new Command.Ack(idOf(leases.remove()), 1));
      }
    }
    leases.forEach(lease -> execute(machine, new Command.Ack(idOf(lease), 1)));
  }

  private void workAndRefill(JobMachine machine, int cycles) {
    for (int i = 0; i < cycles; i++) {
      enqueue(machine, "more-" + (100_000_000 + i));
      Event dispatch = execute(machine, new Command.Reserve("worker"));
      execute(machine, new Command.Ack(idOf(dispatch), 1));
    }
  }

  private void enqueue(JobMachine machine, String id) {
    JobSpec spec = JobSpec.of(new JobId(id), Payload.of(PAYLOAD));
    execute(machine, new Command.Enqueue(List.of(spec)));
  }

  private Event execute(JobMachine machine, Command command) {
    Decision.Accepted accepted = (Decision.Accepted) machine.decide(command, seq);
    Event event = accepted.events().getFirst();
    machine.apply(event, ++seq);
    return event;
  }

  private static JobId idOf(Event event) {
    return ((Event.OfJob) event).id();
  }

  private static void restore(MachineImage image) {
    JobMachine restored = JobMachine.restore(Limits.defaults(), image);
    assertThat(restored.stats().total()).isEqualTo(JOBS);
  }

  /** Processor time of the whole process, collector and compiler included: others do not count. */
  private static double seconds(Runnable work) {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = process.getProcessCpuTime();
    work.run();
    return (process.getProcessCpuTime() - start) / 1e9;
  }

  /** What is reachable, told by the collector. */
  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
