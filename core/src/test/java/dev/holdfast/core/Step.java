package dev.holdfast.core;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One step of a random run: a command, some time after the one before. Answers of workers choose
 * among the leases that there are when they come, so that most of them are to the point.
 *
 * @param timePasses milliseconds, negative when the clock is set back
 */
record Step(long timePasses, Choice choice) {

  /** A command that may depend on how the machine stands. */
  interface Choice {
    Command command(JobMachine machine);
  }

  /** A command that does not. */
  record Fixed(Command command) implements Choice {
    @Override
    public Command command(JobMachine machine) {
      return command;
    }
  }

  /** An answer for one of the jobs in flight, or for any job: mostly under the right attempt. */
  record Answer(boolean completed, int pick, boolean anyJob, int attemptOff) implements Choice {
    @Override
    public Command command(JobMachine machine) {
      List<Job> all = machine.image().jobs();
      List<Job> held = all.stream().filter(job -> job.state() == JobState.IN_FLIGHT).toList();
      List<Job> jobs = anyJob || held.isEmpty() ? all : held;
      JobId id = jobs.isEmpty() ? new JobId("nobody") : jobs.get(pick % jobs.size()).id();
      int attempt = machine.find(id).map(Job::attempt).orElse(1) + attemptOff;
      return completed ? new Command.Ack(id, attempt) : new Command.Fail(id, attempt, "oops");
    }
  }

  /** Small, so that every one of them is hit. */
  static final Limits LIMITS = new Limits(10, 2, 3, 2, 3, 9, 5, 100);

  static Arbitrary<List<Step>> runs() {
    return Combinators.combine(times(), choices()).as(Step::new).list().ofMinSize(20).ofMaxSize(80);
  }

  private static Arbitrary<Long> times() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, Arbitraries.just(0L)),
        Tuple.of(6, Arbitraries.longs().between(1, 6)),
        Tuple.of(1, Arbitraries.longs().between(-20, 40)));
  }

  private static Arbitrary<Choice> choices() {
    Arbitrary<Integer> few = Arbitraries.integers().between(1, 4);
    return Arbitraries.frequencyOf(
        Tuple.of(20, batches().map(jobs -> new Fixed(new Command.Enqueue(jobs)))),
        Tuple.of(1, few.map(size -> new Fixed(new Command.Enqueue(circle(size + 1))))),
        Tuple.of(20, few.map(max -> new Fixed(new Command.Reserve("w" + max, max)))),
        Tuple.of(20, answers()),
        Tuple.of(10, few.map(max -> new Fixed(new Command.Expire(max)))),
        Tuple.of(3, few.map(max -> new Fixed(new Command.Interrupt(max)))));
  }

  private static Arbitrary<Answer> answers() {
    return Combinators.combine(
            Arbitraries.of(true, true, false),
            Arbitraries.integers().between(0, 20),
            Arbitraries.of(false, false, false, true),
            Arbitraries.of(0, 0, 0, 0, 0, -1, 1))
        .as(Answer::new);
  }

  private static Arbitrary<List<JobSpec>> batches() {
    Arbitrary<Integer> sizes = Arbitraries.of(1, 1, 1, 2, 2, 3, 6);
    return sizes.flatMap(size -> specs().list().ofSize(size));
  }

  private static Arbitrary<JobSpec> specs() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 19),
            Arbitraries.integers().between(0, 29),
            Arbitraries.integers().between(0, 19).set().ofMaxSize(4))
        .as((id, oddity, others) -> spec(id, oddity, others));
  }

  /** What a job is like follows from its number, so that the same job comes again and again. */
  private static JobSpec spec(int id, int oddity, Set<Integer> others) {
    return new JobSpec(
        id(id),
        Payload.ofUtf8(oddity == 0 ? "333" : oddity == 1 ? "22" : "1"),
        (id % 3) * 5,
        id % 4 == 1 ? 100 + 20L * id : 0,
        id % 2 == 0 && oddity > 2 ? List.of() : dependencies(id, others),
        id % 7 == 6 ? 2 : 0);
  }

  /** Jobs of lower numbers, so that there is no circle. */
  private static List<JobId> dependencies(int id, Set<Integer> others) {
    return others.stream().filter(other -> other < id).sorted().map(Step::id).toList();
  }

  /** Jobs that depend each on the next, and the last on the first. */
  private static List<JobSpec> circle(int size) {
    return IntStream.range(0, size)
        .mapToObj(i ->
            JobSpec.of(id(20 + i), Payload.EMPTY).withDependsOn(List.of(id(20 + (i + 1) % size))))
        .toList();
  }

  private static JobId id(int number) {
    return new JobId("j" + number);
  }
}
