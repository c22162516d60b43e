package dev.holdfast.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * @param restarts whether the machine goes on from an image of itself before
 */
record Step(long timePasses, boolean restarts, Choice choice) {

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

  /** What is said about a job. */
  enum Word {
    ACK,
    ACK_WITH_RESULT,
    FAIL,
    FAIL_FOR_A_WHILE,
    GIVE_UP,
    EXTEND,
    EXTEND_LONG,
    RELEASE,
    RELEASE_FOR_A_WHILE,
    CANCEL,
    REQUEUE,
    FORGET
  }

  /** A word about one of the jobs in flight, or any job: mostly under the right attempt. */
  record Answer(Word word, int pick, boolean anyJob, int attemptOff) implements Choice {
    @Override
    public Command command(JobMachine machine) {
      List<Job> all = machine.image().jobs();
      List<Job> fitting = all.stream().filter(this::fits).toList();
      List<Job> jobs = anyJob || fitting.isEmpty() ? all : fitting;
      JobId id = jobs.isEmpty() ? new JobId("nobody") : jobs.get(pick % jobs.size()).id();
      int attempt = machine.find(id).map(Job::attempt).orElse(1) + attemptOff;
      Payload text = StoryWords.payload(pick == 3 ? "long" : pick % 2 == 0 ? "" : "abc");
      return switch (word) {
        case ACK -> new Command.Ack(id, attempt);
        case ACK_WITH_RESULT -> new Command.Ack(id, attempt, text);
        case FAIL -> new Command.Fail(id, attempt, "oops");
        case FAIL_FOR_A_WHILE -> fail(id, attempt, Command.Then.retryAfter(pick));
        case GIVE_UP -> fail(id, attempt, Command.Then.DIE);
        case EXTEND -> new Command.Extend(id, attempt, 0, text);
        case EXTEND_LONG -> new Command.Extend(id, attempt, 40, Payload.EMPTY);
        case RELEASE -> new Command.Release(id, attempt, 0);
        case RELEASE_FOR_A_WHILE -> new Command.Release(id, attempt, pick);
        case CANCEL -> new Command.Cancel(id, "unwanted");
        case REQUEUE -> new Command.Requeue(id);
        case FORGET -> new Command.Forget(id);
      };
    }

    private Command fail(JobId id, int attempt, Command.Then then) {
      return new Command.Fail(id, attempt, "oops", "Oops", then, pick);
    }

    private boolean fits(Job job) {
      return switch (word) {
        case CANCEL -> !job.state().isTerminal();
        case REQUEUE -> job.state().isLost();
        case FORGET -> job.state().isTerminal();
        default -> job.state() == JobState.IN_FLIGHT;
      };
    }
  }

  /** Small, so that every one of them is hit. */
  static final Limits LIMITS =
      Limits.defaults().toBuilder()
          .leaseMillis(10)
          .failuresMax(3)
          .backoff(new Backoff(2, 2, 20, 0.5))
          .interruptionsMax(3)
          .retention(Retention.finished(4, 200).withDead(3, 300))
          .payloadBytesMax(2)
          .headersBytesMax(4)
          .resultBytesMax(3)
          .progressBytesMax(3)
          .dependenciesMax(3)
          .jobsMax(12)
          .batchJobsMax(5)
          .reasonCharsMax(100)
          .queuesMax(3)
          .schedulesMax(1)
          .build();

  private static final List<String> QUEUES = List.of(JobSpec.DEFAULT_QUEUE, "fast", "fair", "more");
  private static final List<String> TYPES = List.of("", "mail");
  private static final List<ParentFailure> POLICIES = List.of(ParentFailure.values());
  private static final List<String> KEYS = List.of("", "ann", "bob");

  static Arbitrary<List<Step>> runs() {
    Arbitrary<Boolean> restarts = Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true));
    return Combinators.combine(times(), restarts, choices())
        .as(Step::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(100);
  }

  private static Arbitrary<Long> times() {
    return Arbitraries.frequencyOf(
        Tuple.of(8, Arbitraries.just(0L)),
        Tuple.of(8, Arbitraries.longs().between(1, 6)),
        Tuple.of(1, Arbitraries.longs().between(-20, 60)));
  }

  private static Arbitrary<Choice> choices() {
    Arbitrary<Integer> few = Arbitraries.integers().between(1, 4);
    return Arbitraries.frequencyOf(
        Tuple.of(24, batches().map(jobs -> new Fixed(new Command.Enqueue(jobs)))),
        Tuple.of(1, few.map(size -> new Fixed(new Command.Enqueue(circle(size + 1))))),
        Tuple.of(36, reservations().map(Fixed::new)),
        Tuple.of(40, answers()),
        Tuple.of(4, modes().map(Fixed::new)),
        Tuple.of(8, configurations().map(Fixed::new)),
        Tuple.of(8, schedules().map(Fixed::new)),
        Tuple.of(20, few.map(max -> new Fixed(new Command.Expire(max, max)))),
        Tuple.of(3, few.map(max -> new Fixed(new Command.Interrupt(max)))));
  }

  private static Arbitrary<Command> reservations() {
    return Combinators.combine(
            Arbitraries.of(QUEUES).list().ofMaxSize(2),
            Arbitraries.of(TYPES).list().ofMaxSize(1),
            Arbitraries.of(0, 0, 5),
            Arbitraries.integers().between(0, 3))
        .as((queues, types, lease, plain) ->
            plain > 0
                ? new Command.Reserve("w" + plain)
                : new Command.Reserve("w", queues, types, lease));
  }

  private static Arbitrary<Answer> answers() {
    return Combinators.combine(
            Arbitraries.of(Word.values()),
            Arbitraries.integers().between(0, 20),
            Arbitraries.of(false, false, false, true),
            Arbitraries.of(0, 0, 0, 0, 0, 0, 0, -1, 1))
        .as(Answer::new);
  }

  private static Arbitrary<Command> modes() {
    return Combinators.combine(
            Arbitraries.of(QUEUES),
            Arbitraries.of(QueueMode.OPEN, QueueMode.OPEN, QueueMode.PAUSED, QueueMode.DRAINING))
        .as(Command.SetMode::new);
  }

  private static Arbitrary<Command> configurations() {
    return Combinators.combine(Arbitraries.of(QUEUES), Arbitraries.of(settings()))
        .as(Command.Configure::new);
  }

  private static List<QueueSettings> settings() {
    return List.of(
        QueueSettings.DEFAULTS,
        QueueSettings.DEFAULTS,
        QueueSettings.builder().fair(true).build(),
        QueueSettings.builder().fair(true).keyConcurrencyMax(1).agingMillis(3).build(),
        QueueSettings.builder().concurrencyMax(1).leaseMillis(20).build(),
        QueueSettings.builder().concurrencyMax(2).dedupMillis(50).failuresMax(1).build(),
        QueueSettings.builder().rate(new Rate(3, 20, 2)).dedupMillis(100).build(),
        QueueSettings.builder().keyRate(new Rate(2, 15, 1)).fair(true).build(),
        QueueSettings.builder().keyRate(new Rate(1, 7, 1)).rate(new Rate(3, 10, 1)).build(),
        QueueSettings.builder().depthMax(2).agingMillis(4).build(),
        QueueSettings.builder()
            .retention(Optional.of(new Retention(0, 0, 1, 20)))
            .backoff(Optional.of(Backoff.fixed(5)))
            .build(),
        QueueSettings.builder().retention(Optional.of(Retention.finished(9, 15))).build());
  }

  private static Arbitrary<Command> schedules() {
    return Combinators.combine(
            Arbitraries.of("tick", "tock"),
            Arbitraries.integers().between(0, 9),
            specs(),
            Arbitraries.longs().between(90, 260))
        .as((name, kind, spec, at) ->
            switch (kind) {
              case 0, 1, 2 -> new Command.PutSchedule(schedule(name, spec), at);
              case 3, 9 -> new Command.RemoveSchedule(name);
              case 4 -> new Command.Fire(name, Optional.empty(), at);
              default -> new Command.Fire(name, Optional.of(new JobId("run" + kind)), at);
            });
  }

  private static Schedule schedule(String name, JobSpec spec) {
    return new Schedule(name, spec.withDependsOn(List.of()), "every now and then");
  }

  private static Arbitrary<List<JobSpec>> batches() {
    Arbitrary<Integer> sizes = Arbitraries.of(1, 1, 1, 2, 2, 3, 6);
    return sizes.flatMap(size -> specs().list().ofSize(size));
  }

  private static Arbitrary<JobSpec> specs() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 23),
            Arbitraries.integers().between(0, 39),
            Arbitraries.integers().between(0, 23).set().ofMaxSize(4))
        .as((id, oddity, others) -> spec(id, oddity, others));
  }

  /** What a job is like follows from its number, so that the same job comes again and again. */
  private static JobSpec spec(int id, int oddity, Set<Integer> others) {
    JobSpecBuilder job =
        JobSpec.builder(id(id))
            .payload(StoryWords.payload(oddity == 0 ? "333" : oddity == 1 ? "22" : "1"))
            .priority((id % 3) * 5)
            .queue(id % 5 < 3 ? JobSpec.DEFAULT_QUEUE : QUEUES.get(1 + id / 5 % 3))
            .type(TYPES.get(id % 2))
            .key(KEYS.get(id / 2 % 3))
            .runAtMillis(id % 4 == 1 ? 100 + 10L * id : 0)
            .expireAtMillis(id % 6 == 2 ? 150 + 4L * id : 0)
            .dependsOn(id % 2 == 0 && oddity > 2 ? List.of() : dependencies(id, others))
            .onParentFailure(POLICIES.get(id / 2 % 3))
            .failures(id % 7 == 6 ? 2 : 0)
            .dedupMillis(id % 5 == 4 ? 60 : 0);
    if (id % 8 == 5) {
      job.idempotencyKey("again" + id % 3, 40).backoff(Backoff.fixed(3)).failuresMax(2);
    }
    if (oddity == 3) {
      job.headers(Headers.of(Map.of("trace", "x")));
    }
    return job.build();
  }

  /** Jobs of lower numbers, so that there is no circle. */
  private static List<JobId> dependencies(int id, Set<Integer> others) {
    List<JobId> ids = new ArrayList<>();
    others.stream().filter(other -> other < id).sorted().forEach(other -> ids.add(id(other)));
    return ids;
  }

  /** Jobs that depend each on the next, and the last on the first. */
  private static List<JobSpec> circle(int size) {
    return IntStream.range(0, size)
        .mapToObj(i ->
            JobSpec.of(id(30 + i), Payload.EMPTY).withDependsOn(List.of(id(30 + (i + 1) % size))))
        .toList();
  }

  private static JobId id(int number) {
    return new JobId("j" + number);
  }
}
