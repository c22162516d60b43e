package dev.holdfast.engine;

import dev.holdfast.core.Command;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.MachineImage;
import dev.holdfast.core.QueueInfo;
import dev.holdfast.core.QueueMode;
import dev.holdfast.core.QueueSettings;
import dev.holdfast.core.Schedule;
import dev.holdfast.engine.internal.EngineHost;
import dev.holdfast.engine.internal.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The administration of an engine: queues, schedules, lists, and many jobs at once. Made by {@link
 * Engine#admin}. Futures and threads as there: what a future tells is on the disk.
 *
 * <p>What is done to many jobs is done in steps of {@value #STEP_JOBS}, each in its turn among the
 * other commands, to the jobs that the filter found when it began. A step that the process does not
 * live to see is not done; those before it are.
 */
public final class EngineAdmin {

  /** So many jobs are changed at a time. */
  static final int STEP_JOBS = 1000;

  /** The longest page. */
  public static final int PAGE_JOBS_MAX = 10_000;

  private final EngineHost host;

  EngineAdmin(EngineHost host) {
    this.host = host;
  }

  // ---- queues

  /** All queues in the order of their names, each with its settings and its counts. */
  public CompletableFuture<List<QueueInfo>> queues() {
    return ask(JobMachine::queues);
  }

  /** The queue of this name; empty if no job and no setting has made it yet. */
  public CompletableFuture<Optional<QueueInfo>> queue(String name) {
    Objects.requireNonNull(name, "name");
    return ask(machine -> machine.queue(name));
  }

  /** Hands out no more jobs of this queue until {@link #resume}; those in flight go on. */
  public CompletableFuture<Void> pause(String queue) {
    return change(new Command.SetMode(queue, QueueMode.PAUSED));
  }

  /** Takes no more jobs into this queue until {@link #resume}, and hands out those it has. */
  public CompletableFuture<Void> drain(String queue) {
    return change(new Command.SetMode(queue, QueueMode.DRAINING));
  }

  /** Takes and hands out jobs of this queue. */
  public CompletableFuture<Void> resume(String queue) {
    return change(new Command.SetMode(queue, QueueMode.OPEN));
  }

  /** Sets what holds for this queue, from now on and for the jobs that wait in it too. */
  public CompletableFuture<Void> configure(String queue, QueueSettings settings) {
    return change(new Command.Configure(queue, settings));
  }

  /** Cancels all jobs of this queue that wait. Returns how many. */
  public CompletableFuture<Integer> purge(String queue) {
    return cancelAll(
        JobFilter.ALL.inQueue(queue).in(JobState.PENDING, JobState.SCHEDULED, JobState.BLOCKED),
        "queue " + queue + " was purged");
  }

  // ---- jobs

  /** Puts a dead or cancelled job back into its queue, with all its chances. */
  public CompletableFuture<Void> requeue(JobId id) {
    return change(new Command.Requeue(id));
  }

  /** Forgets a job that has ended. */
  public CompletableFuture<Void> forget(JobId id) {
    return change(new Command.Forget(id));
  }

  /** Cancels every job that the filter finds and that can be. Returns how many. */
  public CompletableFuture<Integer> cancelAll(JobFilter filter, String reason) {
    Objects.requireNonNull(reason, "reason");
    return changeAll(filter, id -> new Command.Cancel(id, reason));
  }

  /** Puts every dead or cancelled job back that the filter finds. Returns how many. */
  public CompletableFuture<Integer> requeueAll(JobFilter filter) {
    return changeAll(filter, Command.Requeue::new);
  }

  /**
   * Forgets every job that the filter finds, has ended, and is not waited for. Returns how many.
   */
  public CompletableFuture<Integer> forgetAll(JobFilter filter) {
    return changeAll(filter, Command.Forget::new);
  }

  private CompletableFuture<Integer> changeAll(JobFilter filter, Function<JobId, Command> command) {
    Objects.requireNonNull(filter, "filter");
    return ask(JobMachine::image)
        .thenComposeAsync(
            image -> {
              Iterator<JobId> ids =
                  image.jobs().stream().filter(filter).map(Job::id).toList().iterator();
              return step(ids, command, 0);
            },
            host.background());
  }

  private CompletableFuture<Integer> step(
      Iterator<JobId> ids, Function<JobId, Command> command, int before) {
    List<Command> commands = new ArrayList<>(STEP_JOBS);
    while (ids.hasNext() && commands.size() < STEP_JOBS) {
      commands.add(command.apply(ids.next()));
    }
    if (commands.isEmpty()) {
      return CompletableFuture.completedFuture(before);
    }
    return host.submit(new Request.ChangeAll(commands, new CompletableFuture<>()))
        .promise()
        .thenComposeAsync(changed -> step(ids, command, before + changed), host.background());
  }

  /**
   * A page of jobs, in the order of their enqueueing.
   *
   * <p>It costs one reference for each job that is remembered, and a look at each up to the end of
   * the page, on a thread of its own; the queue is held up only for copying the references.
   *
   * @param filter which jobs
   * @param afterSeq only jobs whose {@link Job#enqueuedSeq()} is above this: 0 for the first page,
   *     then {@link JobPage#next()}
   * @param jobsMax at most so many, 1 to {@value #PAGE_JOBS_MAX}
   * @throws IllegalArgumentException if a number is out of range
   */
  public CompletableFuture<JobPage> list(JobFilter filter, long afterSeq, int jobsMax) {
    Objects.requireNonNull(filter, "filter");
    if (afterSeq < 0 || jobsMax < 1 || jobsMax > PAGE_JOBS_MAX) {
      throw new IllegalArgumentException(
          "a page has 1 to %d jobs after 0 or more, not %d after %d"
              .formatted(PAGE_JOBS_MAX, jobsMax, afterSeq));
    }
    return ask(JobMachine::image)
        .thenApplyAsync(image -> page(image, filter, afterSeq, jobsMax), host.background());
  }

  private static JobPage page(MachineImage image, JobFilter filter, long afterSeq, int jobsMax) {
    List<Job> found = new ArrayList<>();
    for (Job job : image.jobs().subList(firstAfter(image.jobs(), afterSeq), image.jobs().size())) {
      if (filter.test(job)) {
        if (found.size() == jobsMax) {
          OptionalLong next = OptionalLong.of(found.getLast().enqueuedSeq());
          return new JobPage(found, next, image.lastSeq());
        }
        found.add(job);
      }
    }
    return new JobPage(found, OptionalLong.empty(), image.lastSeq());
  }

  /** Where the jobs begin that were enqueued after that record, by bisection. */
  private static int firstAfter(List<Job> jobs, long afterSeq) {
    int low = 0;
    int high = jobs.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (jobs.get(middle).enqueuedSeq() > afterSeq) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  // ---- schedules

  /** All recurring jobs in the order of their names, with the moment when each is due. */
  public CompletableFuture<List<Schedule.Due>> schedules() {
    return ask(JobMachine::schedules);
  }

  /**
   * Sets a recurring job: one like the template is enqueued at each moment of the rule, under the
   * id {@code name@moment}. Setting the very same again changes nothing.
   *
   * @param name 1 to {@value Schedule#NAME_LENGTH_MAX} characters
   * @param template what is enqueued; its own id does not matter
   * @throws IllegalArgumentException at once, if name or template are not allowed in a schedule
   */
  public CompletableFuture<Void> schedule(String name, Recurrence rule, JobSpec template) {
    Instant now = host.clock().instant();
    long next = rule.firstAfter(now).toEpochMilli();
    var schedule = new Schedule(name, Engine.canonical(template), rule.text());
    return change(new Command.PutSchedule(schedule, next));
  }

  /** Removes a recurring job; the jobs that it has enqueued stay. */
  public CompletableFuture<Void> unschedule(String name) {
    return change(new Command.RemoveSchedule(name));
  }

  private <T> CompletableFuture<T> ask(Function<JobMachine, T> question) {
    return host.submit(new Request.Query<>(question, new CompletableFuture<>())).promise();
  }

  private CompletableFuture<Void> change(Command command) {
    return host.submit(new Request.Change(command, new CompletableFuture<>())).promise();
  }
}
