package dev.holdfast.bench.core;

import dev.holdfast.core.Command;
import dev.holdfast.core.Decision;
import dev.holdfast.core.Event;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.core.Payload;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Transitions of the bare machine, one thread, with so many jobs waiting in one queue: ten
 * priorities, ids of 14 characters, payloads of 200 bytes. A transition is a command decided and
 * its event applied. Run it with {@code -prof gc} for the bytes of each.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgs = {"-Xms8g", "-Xmx8g"})
@State(Scope.Thread)
public class MachineBenchmark {
  private static final int PRIORITIES = 10;
  private static final long FIRST_NUMBER = 1_000_000_000;

  @Param({"1000", "100000", "10000000"})
  public int waiting = 1_000;

  private final byte[] bytes = new byte[200];
  private final Command.Reserve reserve = new Command.Reserve("worker");
  private JobMachine machine = new JobMachine(Limits.defaults());
  private long seq;
  private long number = FIRST_NUMBER;

  @Setup
  public void fill() {
    machine = new JobMachine(Limits.defaults());
    for (int i = 0; i < waiting; i++) {
      machine.apply(new Event.Enqueue(next(), 0), ++seq);
    }
  }

  private JobSpec next() {
    JobId id = new JobId("job-" + number++);
    return JobSpec.of(id, Payload.of(bytes)).withPriority((int) (number % PRIORITIES));
  }

  /** A job's whole life while the others wait: enqueue, reserve, ack, forget. */
  @Benchmark
  @OperationsPerInvocation(4)
  public void life() {
    execute(new Command.Enqueue(List.of(next())));
    Event.Dispatch lease = (Event.Dispatch) execute(reserve);
    execute(new Command.Ack(lease.id(), lease.attempt()));
    execute(new Command.Forget(lease.id()));
  }

  /** A worker takes a job, sends a heartbeat, and gives the job back: reserve, extend, release. */
  @Benchmark
  @OperationsPerInvocation(3)
  public void lease() {
    Event.Dispatch lease = (Event.Dispatch) execute(reserve);
    execute(new Command.Extend(lease.id(), lease.attempt(), 0, Payload.EMPTY));
    execute(new Command.Release(lease.id(), lease.attempt(), 0));
  }

  private Event execute(Command command) {
    Decision.Accepted accepted = (Decision.Accepted) machine.decide(command, seq);
    Event event = accepted.events().getFirst();
    machine.apply(event, ++seq);
    return event;
  }
}
