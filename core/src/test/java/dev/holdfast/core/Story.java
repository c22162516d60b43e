package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plays a story: text in which lines at the margin are commands, and the indented lines below each
 * are what came of it. The grammar; words for jobs and settings are in {@link StoryWords}:
 *
 * <pre>
 * # a remark
 * limits lease=3000 failures=3 interruptions=20 ...      first, if at all
 * TIME enqueue ID [priority=N] [at=TIME] [after=ID,ID] [payload=TEXT] ... [+ ID ...]
 * TIME reserve WORKER [N] [queue=A,B] [type=A,B] [lease=MILLIS]    N times, one after the other
 * TIME ack ID ATTEMPT [RESULT]
 * TIME extend ID ATTEMPT [lease=MILLIS] [progress=TEXT]
 * TIME release ID ATTEMPT [DELAY]
 * TIME fail ID ATTEMPT MESSAGE
 * TIME give-up ID ATTEMPT MESSAGE                        a failure that no further attempt mends
 * TIME fail-for MILLIS ID ATTEMPT MESSAGE                a failure, and when to try again
 * TIME cancel ID REASON
 * TIME requeue ID
 * TIME forget ID
 * TIME pause QUEUE | open QUEUE | drain QUEUE
 * TIME configure QUEUE [concurrency=N] [rate=PERMITS/PERIOD/BURST] ...
 * TIME schedule NAME NEXT RULE [a job's words]
 * TIME unschedule NAME
 * TIME fire NAME ID|- NEXT
 * TIME expire [N]
 * TIME interrupt [N]
 * jobs                the state of each job
 * errors ID           how its attempts failed
 * stats               the counts
 * queues              the queues, with their counts and settings
 * schedules           the recurring jobs
 * due                 when Expire is due
 * restart             the machine goes on from an image of itself
 * crash N             the process dies, the last N events are not on disk
 * again FROM TO       these events are applied once more
 * </pre>
 */
final class Story {
  private static final int ENOUGH = 100;

  private LoggedMachine queue = new LoggedMachine(Limits.defaults());

  /** The story as it comes out: the same commands, with the outcome below each. */
  static List<String> play(List<String> lines) {
    Story story = new Story();
    List<String> told = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(" ")) {
        continue;
      }
      told.add(line);
      if (!line.isBlank() && !line.startsWith("#")) {
        story.play(line).forEach(outcome -> told.add("    " + outcome));
      }
    }
    story.checkReplay();
    return told;
  }

  private List<String> play(String line) {
    String[] words = line.trim().split(" +");
    JobMachine machine = queue.machine();
    return switch (words[0]) {
      case "limits" -> {
        queue = new LoggedMachine(StoryWords.limits(StoryWords.options(words, 1)));
        yield List.of();
      }
      case "jobs" -> machine.image().jobs().stream().map(Trace::of).toList();
      case "errors" ->
          machine.find(new JobId(words[1])).orElseThrow().attempts().errors().stream()
              .map(AttemptError::toString)
              .toList();
      case "stats" -> List.of(Trace.of(machine.stats()));
      case "queues" -> machine.queues().stream().map(Trace::of).toList();
      case "schedules" -> machine.schedules().stream().map(Trace::of).toList();
      case "due" -> List.of(due(machine.nextDueMillis()));
      case "restart" -> restart();
      case "crash" -> crash(Integer.parseInt(words[1]));
      case "again" -> again(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      default -> execute(line, words);
    };
  }

  private List<String> execute(String line, String[] words) {
    long now = Long.parseLong(words[0]);
    Command command = command(line, words);
    List<String> outcome = execute(command, now);
    if (command instanceof Command.Reserve && words.length > 3 && !words[3].contains("=")) {
      for (int i = 1; i < Integer.parseInt(words[3]) && happened(outcome); i++) {
        List<String> next = execute(command, now);
        if (!happened(next)) {
          break;
        }
        outcome.addAll(next);
      }
    }
    return outcome;
  }

  private static boolean happened(List<String> outcome) {
    return !outcome.getFirst().equals("nothing");
  }

  private List<String> execute(Command command, long now) {
    int logged = queue.log().size();
    Decision decision = queue.execute(command, now);
    List<String> outcome = new ArrayList<>();
    if (decision instanceof Decision.Rejected rejected) {
      outcome.add(
          "refused %s %s: %s".formatted(rejected.reason(), rejected.subject(), rejected.message()));
      return outcome;
    }
    for (int i = logged; i < queue.log().size(); i++) {
      outcome.add((i + 1) + " " + Trace.of(queue.log().get(i)));
    }
    if (outcome.isEmpty()) {
      outcome.add("nothing");
    }
    return outcome;
  }

  private static Command command(String line, String[] words) {
    return switch (words[1]) {
      case "enqueue" -> new Command.Enqueue(specs(line));
      case "reserve" -> reserve(words[2], StoryWords.options(words, 3));
      case "cancel" -> new Command.Cancel(new JobId(words[2]), StoryWords.text(words, 3));
      case "requeue" -> new Command.Requeue(new JobId(words[2]));
      case "forget" -> new Command.Forget(new JobId(words[2]));
      case "pause" -> new Command.SetMode(words[2], QueueMode.PAUSED);
      case "open" -> new Command.SetMode(words[2], QueueMode.OPEN);
      case "drain" -> new Command.SetMode(words[2], QueueMode.DRAINING);
      case "configure" ->
          new Command.Configure(words[2], StoryWords.settings(StoryWords.options(words, 3)));
      case "schedule" -> schedule(words);
      case "unschedule" -> new Command.RemoveSchedule(words[2]);
      case "fire" ->
          new Command.Fire(
              words[2],
              words[3].equals("-") ? Optional.empty() : Optional.of(new JobId(words[3])),
              Long.parseLong(words[4]));
      case "expire" -> new Command.Expire(StoryWords.number(words, 2, ENOUGH), 0);
      case "interrupt" -> new Command.Interrupt(StoryWords.number(words, 2, ENOUGH));
      case "fail-for" -> fail(words, 3, Command.Then.retryAfter(Long.parseLong(words[2])));
      case "give-up" -> fail(words, 2, Command.Then.DIE);
      case "fail" -> fail(words, 2, Command.Then.RETRY);
      default -> answer(words, new JobId(words[2]), Integer.parseInt(words[3]));
    };
  }

  private static Command answer(String[] words, JobId id, int attempt) {
    Map<String, String> options = StoryWords.options(words, 4);
    return switch (words[1]) {
      case "ack" -> new Command.Ack(id, attempt, StoryWords.payload(StoryWords.text(words, 4)));
      case "extend" ->
          new Command.Extend(
              id,
              attempt,
              Long.parseLong(options.getOrDefault("lease", "0")),
              StoryWords.payload(options.getOrDefault("progress", "")));
      case "release" -> new Command.Release(id, attempt, StoryWords.number(words, 4, 0));
      default -> throw new IllegalArgumentException("no such command: " + words[1]);
    };
  }

  private static Command fail(String[] words, int from, Command.Then then) {
    return new Command.Fail(
        new JobId(words[from]),
        Integer.parseInt(words[from + 1]),
        StoryWords.text(words, from + 2),
        "",
        then,
        0);
  }

  private static Command reserve(String worker, Map<String, String> options) {
    return new Command.Reserve(
        worker,
        StoryWords.list(options.getOrDefault("queue", "")),
        StoryWords.list(options.getOrDefault("type", "")),
        Long.parseLong(options.getOrDefault("lease", "0")));
  }

  private static Command schedule(String[] words) {
    String[] job = StoryWords.rest(words, 4);
    job[0] = "template";
    JobSpec template = StoryWords.spec(job);
    return new Command.PutSchedule(
        new Schedule(words[2], template, words[4]), Long.parseLong(words[3]));
  }

  private static List<JobSpec> specs(String line) {
    String jobs = line.substring(line.indexOf("enqueue") + "enqueue".length());
    return Arrays.stream(jobs.split("\\+"))
        .map(job -> StoryWords.spec(job.trim().split(" +")))
        .toList();
  }

  private static String due(long atMillis) {
    return atMillis == 0 ? "now" : atMillis == Long.MAX_VALUE ? "never" : "at " + atMillis;
  }

  private List<String> restart() {
    MachineImage before = queue.machine().image();
    queue.restart();
    return List.of(queue.machine().image().equals(before) ? "the same" : "ANOTHER");
  }

  private List<String> crash(int eventsLost) {
    queue.crash(eventsLost);
    return List.of("%d events are left".formatted(queue.log().size()));
  }

  private List<String> again(int from, int to) {
    MachineImage before = queue.machine().image();
    queue.replay(from - 1, to, queue.machine());
    return List.of(queue.machine().image().equals(before) ? "no change" : "CHANGED");
  }

  /** Whatever the story is: its log gives the same state again, and again over itself. */
  private void checkReplay() {
    MachineImage state = queue.machine().image();
    JobMachine replayed = queue.replayed();
    assertThat(replayed.image()).isEqualTo(state);
    queue.replay(0, queue.log().size(), replayed);
    assertThat(replayed.image()).isEqualTo(state);
    replayed.validate();
  }
}
