package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plays a story: text in which lines at the margin are commands, and the indented lines below each
 * are what came of it. The grammar:
 *
 * <pre>
 * # a remark
 * limits lease=3000 failures=3 interruptions=20 ...      first, if at all
 * TIME enqueue ID [priority=N] [at=TIME] [after=ID,ID] [failures=N] [payload=TEXT] [+ ID ...]
 * TIME reserve WORKER [N]
 * TIME ack ID ATTEMPT
 * TIME fail ID ATTEMPT MESSAGE
 * TIME expire [N]
 * TIME interrupt [N]
 * jobs                the state of each job
 * stats               the counts
 * timers              when Expire is due, and the next run-at
 * crash N             the process dies, the last N events are not on disk
 * again FROM TO       these events are applied once more
 * </pre>
 */
final class Story {
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
    return switch (words[0]) {
      case "limits" -> limits(options(words, 1));
      case "jobs" -> queue.machine().image().jobs().stream().map(Trace::of).toList();
      case "stats" -> List.of(Trace.of(queue.machine().stats()));
      case "timers" -> List.of(timers());
      case "crash" -> crash(Integer.parseInt(words[1]));
      case "again" -> again(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      default -> execute(command(line, words), Long.parseLong(words[0]));
    };
  }

  private List<String> execute(Command command, long now) {
    int logged = queue.log().size();
    Decision decision = queue.execute(command, now);
    if (decision instanceof Decision.Rejected rejected) {
      return List.of(
          "refused %s %s: %s".formatted(rejected.reason(), rejected.id(), rejected.message()));
    }
    List<String> outcome = new ArrayList<>();
    for (int i = logged; i < queue.log().size(); i++) {
      outcome.add((i + 1) + " " + Trace.of(queue.log().get(i)));
    }
    return outcome.isEmpty() ? List.of("nothing") : outcome;
  }

  private static Command command(String line, String[] words) {
    return switch (words[1]) {
      case "enqueue" -> new Command.Enqueue(specs(line));
      case "reserve" -> new Command.Reserve(words[2], number(words, 3, 1));
      case "ack" -> new Command.Ack(new JobId(words[2]), Integer.parseInt(words[3]));
      case "fail" ->
          new Command.Fail(
              new JobId(words[2]), Integer.parseInt(words[3]), String.join(" ", rest(words, 4)));
      case "expire" -> new Command.Expire(number(words, 2, 100));
      case "interrupt" -> new Command.Interrupt(number(words, 2, 100));
      default -> throw new IllegalArgumentException("no such command: " + line);
    };
  }

  private static List<JobSpec> specs(String line) {
    String jobs = line.substring(line.indexOf("enqueue") + "enqueue".length());
    return Arrays.stream(jobs.split("\\+")).map(job -> spec(job.trim().split(" +"))).toList();
  }

  private static JobSpec spec(String[] words) {
    Map<String, String> options = options(words, 1);
    String after = options.getOrDefault("after", "");
    return new JobSpec(
        new JobId(words[0]),
        Payload.ofUtf8(options.getOrDefault("payload", "{}")),
        Integer.parseInt(options.getOrDefault("priority", "0")),
        Long.parseLong(options.getOrDefault("at", "0")),
        after.isEmpty() ? List.of() : Arrays.stream(after.split(",")).map(JobId::new).toList(),
        Integer.parseInt(options.getOrDefault("failures", "0")));
  }

  private List<String> limits(Map<String, String> options) {
    Limits limits = Limits.defaults();
    for (Map.Entry<String, String> option : options.entrySet()) {
      int value = Integer.parseInt(option.getValue());
      limits =
          switch (option.getKey()) {
            case "lease" -> limits.withLeaseMillis(value);
            case "failures" -> limits.withFailuresMax(value);
            case "interruptions" -> limits.withInterruptionsMax(value);
            case "payload" -> limits.withPayloadBytesMax(value);
            case "dependencies" -> limits.withDependenciesMax(value);
            case "jobs" -> limits.withJobsMax(value);
            case "batch" -> limits.withBatchJobsMax(value);
            case "reason" -> limits.withReasonCharsMax(value);
            default -> throw new IllegalArgumentException("no such limit: " + option.getKey());
          };
    }
    queue = new LoggedMachine(limits);
    return List.of();
  }

  private String timers() {
    JobMachine machine = queue.machine();
    return "expire="
        + (machine.nextExpireMillis().isPresent() ? machine.nextExpireMillis().getAsLong() : "none")
        + " runAt="
        + (machine.nextRunAtMillis().isPresent() ? machine.nextRunAtMillis().getAsLong() : "none");
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

  private static int number(String[] words, int index, int otherwise) {
    return words.length > index ? Integer.parseInt(words[index]) : otherwise;
  }

  private static Map<String, String> options(String[] words, int from) {
    Map<String, String> options = new HashMap<>();
    for (String word : rest(words, from)) {
      String[] parts = word.split("=", 2);
      options.put(parts[0], parts[1]);
    }
    return options;
  }

  private static String[] rest(String[] words, int from) {
    return Arrays.copyOfRange(words, Math.min(from, words.length), words.length);
  }
}
