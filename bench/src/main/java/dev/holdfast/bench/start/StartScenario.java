package dev.holdfast.bench.start;

import dev.holdfast.bench.WorkFolder;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Starts {@code ./holdfast}, with its cache of classes and without, in turns, and waits for the
 * end: {@code StartScenario HOLDFAST ROUNDS}. Prints a line of JSON for each start. The time is
 * that of a user: with the shell script, the JVM, and all that is synced to the disk.
 */
public final class StartScenario {
  private static final long SECONDS_MAX = 60;

  private final Path holdfast;
  private final Path folder;
  private final Path jobs;

  private StartScenario(Path holdfast, Path folder) throws IOException {
    this.holdfast = holdfast;
    this.folder = folder;
    this.jobs =
        Files.writeString(
            folder.resolve("jobs.json"),
            "[{\"id\":\"one\",\"payload\":{\"type\":\"compute\",\"operation\":\"fibonacci\",\"input\":9}}]");
  }

  /** With or without the cache. */
  private enum Variant {
    PLAIN("-XX:AOTMode=off"),
    CACHE("");

    private final String javaOptions;

    Variant(String javaOptions) {
      this.javaOptions = javaOptions;
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Path holdfast = Path.of(args[0]).toAbsolutePath();
    int rounds = Integer.parseInt(args[1]);
    try (WorkFolder work = WorkFolder.create()) {
      StartScenario scenario = new StartScenario(holdfast, work.path());
      scenario.start("to warm the system's caches", Variant.PLAIN, List.of("--version"));
      scenario.start("to warm the system's caches", Variant.CACHE, List.of("--version"));
      for (int i = 0; i < rounds; i++) {
        for (Variant variant : Variant.values()) {
          scenario.print("--version", variant, List.of("--version"));
        }
        for (Variant variant : Variant.values()) {
          Path data = work.create("data");
          scenario.print("run", variant, scenario.run(data));
          scenario.print("status", variant, List.of("status", data.toString()));
        }
      }
    }
  }

  private List<String> run(Path data) {
    return List.of("run", jobs.toString(), "--no-metrics", "--data", data.toString());
  }

  private void print(String command, Variant variant, List<String> args)
      throws IOException, InterruptedException {
    System.out.printf(
        Locale.ROOT,
        "{\"command\":\"%s\",\"variant\":\"%s\",\"millis\":%.1f}%n",
        command,
        variant.name().toLowerCase(Locale.ROOT),
        start(command, variant, args) / 1e6);
  }

  private long start(String command, Variant variant, List<String> args)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(holdfast.toString()));
    words.addAll(args);
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(output.toFile()));
    builder.environment().put("HOLDFAST_JAVA_OPTS", variant.javaOptions);
    long begin = System.nanoTime();
    Process process = builder.start();
    boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
    long nanos = System.nanoTime() - begin;
    if (!ended || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(command + " failed: " + Files.readString(output));
    }
    return nanos;
  }
}
