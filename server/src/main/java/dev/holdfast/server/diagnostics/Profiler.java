package dev.holdfast.server.diagnostics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Has a process record itself with Flight Recorder for a while. The process needs no preparation
 * and goes on as before; should this program die meanwhile, the recording ends by itself.
 */
public final class Profiler {
  private static final Duration ENDS_BY_ITSELF_AFTER = Duration.ofMinutes(1);
  private static final String RECORDING = "holdfast-profile-" + ProcessHandle.current().pid();

  private Profiler() {}

  /**
   * Records.
   *
   * @param time how long; it ends earlier when the process does
   * @param stop ends it early
   * @param target where the recording goes; a file that is there is replaced
   * @return how long it was, to about a tenth of a second
   * @throws UnreachableProcessException if the process does not let itself be recorded
   * @throws InterruptedException if this thread is interrupted; the recording then ends by itself
   */
  public static Duration record(
      RunningProcess process,
      Profile profile,
      Duration time,
      CompletableFuture<Void> stop,
      Path target)
      throws IOException, InterruptedException {
    try (Jcmd jcmd = Jcmd.of(process)) {
      Path recording = jcmd.file("recording.jfr");
      jcmd.ask("Started recording", start(profile, time, recording));
      long startNanos = System.nanoTime();
      awaitAny(time, stop, process.handle().onExit());
      Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
      try {
        jcmd.ask("Stopped recording", "JFR.stop", "name=" + RECORDING);
      } catch (UnreachableProcessException e) {
        // A process that ends writes out its recordings first.
        if (process.handle().isAlive() || !Files.exists(recording) || Files.size(recording) == 0) {
          throw e;
        }
      }
      Files.move(recording, target, StandardCopyOption.REPLACE_EXISTING);
      return took;
    }
  }

  private static String[] start(Profile profile, Duration time, Path recording) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "JFR.start",
                "name=" + RECORDING,
                "settings=profile",
                "filename=\"" + recording + "\"",
                "dumponexit=true",
                "duration=" + time.plus(ENDS_BY_ITSELF_AFTER).toSeconds() + "s"));
    command.addAll(profile.settings());
    return command.toArray(String[]::new);
  }

  private static void awaitAny(Duration time, CompletableFuture<?>... ends)
      throws InterruptedException {
    try {
      CompletableFuture.anyOf(ends).get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // The usual end.
    } catch (ExecutionException e) {
      throw new IllegalStateException("neither of them fails", e);
    }
  }
}
