package dev.holdfast.server.diagnostics;

import dev.holdfast.server.diagnostics.ThreadDump.Dumped;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The threads of a process, grouped by owner, and those that have leaked.
 *
 * @param threads how many there are
 * @param virtual how many of them are virtual
 * @param groups by owner, then by name
 * @param leaks what looks leaked, one sentence each
 */
public record ThreadReport(int threads, int virtual, List<Group> groups, List<String> leaks) {
  private static final int LOOKS = 3;

  /**
   * Threads of one owner and one name, numbers in it apart.
   *
   * @param owner who starts them, and must end them
   * @param name with {@code *} for numbers
   * @param virtual whether they are virtual
   * @param count how many
   * @param doing what they do, most frequent first
   */
  public record Group(String owner, String name, boolean virtual, int count, List<Doing> doing) {
    /** Copies the list. */
    public Group {
      doing = List.copyOf(doing);
    }
  }

  /**
   * What threads do.
   *
   * @param method the innermost call outside the JDK
   * @param count how many of the group are there
   */
  public record Doing(String method, int count) {}

  /** Copies the lists. */
  public ThreadReport {
    groups = List.copyOf(groups);
    leaks = List.copyOf(leaks);
  }

  /**
   * Looks at a process three times: what is passing by is no leak.
   *
   * @param time from the first look to the last
   * @param stop ends it early
   * @throws UnreachableProcessException if the process does not let itself be looked into
   * @throws IOException if the dumps cannot be read
   */
  public static ThreadReport of(RunningProcess process, Duration time, CompletableFuture<Void> stop)
      throws IOException, InterruptedException {
    List<ThreadDump> looks = new ArrayList<>();
    try (Jcmd jcmd = Jcmd.of(process)) {
      for (int look = 1; look <= LOOKS; look++) {
        if (look > 1) {
          pause(time.dividedBy(LOOKS - 1), stop);
        }
        looks.add(ThreadDump.take(jcmd, "threads-" + look + ".json"));
      }
    }
    return of(looks);
  }

  private static void pause(Duration time, CompletableFuture<Void> stop)
      throws InterruptedException {
    try {
      stop.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // The usual end.
    } catch (ExecutionException e) {
      throw new IllegalStateException("it does not fail", e);
    }
  }

  static ThreadReport of(List<ThreadDump> looks) {
    List<Dumped> threads = looks.getLast().threads();
    int virtual = (int) threads.stream().filter(Dumped::virtual).count();
    return new ThreadReport(
        threads.size(), virtual, ThreadGroups.of(threads), ThreadLeaks.in(looks));
  }
}
