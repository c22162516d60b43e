package dev.holdfast.stress;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * Runs the stress tests of one package. By default each has half a second in one JVM, which
 * interprets at first and compiles in the end. {@code -Dholdfast.stress} is one of jcstress's modes
 * - sanity, quick, default, tough - each with JVMs for the interpreter and for every compiler.
 */
final class Stress {
  private static final String MODE = System.getProperty("holdfast.stress", "short");

  /** None of those half seconds takes so long, with all that belongs to it. */
  private static final Duration SHORT_FORK_MAX = Duration.ofMinutes(1);

  private static final int LOOK_SECONDS = 5;

  private Stress() {}

  /** What came of a run: how many tests and samples, and a line for each test that failed. */
  record Verdict(int tests, long samples, List<String> failures) {}

  static Verdict run(String packageName) throws Exception {
    Path folder = Path.of("target", "stress", packageName).toAbsolutePath();
    Files.createDirectories(folder);
    Path raw = folder.resolve("results.bin");
    Files.deleteIfExists(raw);
    runAll(packageName, folder, raw);
    return judge(raw);
  }

  private static void runAll(String packageName, Path folder, Path raw) throws Exception {
    List<String> arguments = new ArrayList<>(effort());
    arguments.addAll(List.of("-t", "^" + Pattern.quote(packageName) + "\\.", "-v"));
    arguments.addAll(List.of("-r", folder.toString(), "-p", raw.toString()));
    Options options = new Options(arguments.toArray(String[]::new));
    if (!options.parse()) {
      throw new IllegalStateException("jcstress does not understand " + arguments);
    }
    PrintStream console = System.out;
    Path log = folder.resolve("log.txt");
    ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    try (PrintStream file =
        new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8)) {
      if (MODE.equals("short")) {
        var _ =
            watch.scheduleAtFixedRate(
                Stress::endStuckForks, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
      }
      System.setOut(file);
      new JCStress(options).run();
    } catch (AssertionError found) {
      // It throws what it has written down: the verdict says it too, and with the counts.
      Objects.requireNonNull(found.getMessage(), "of a forbidden outcome");
    } finally {
      watch.shutdownNow();
      System.setOut(console);
    }
  }

  /** An actor that does not end would keep its JVM for ever. Without its JVM a test has failed. */
  private static void endStuckForks() {
    Instant oldest = Instant.now().minus(SHORT_FORK_MAX);
    ProcessHandle.current()
        .children()
        .filter(fork -> fork.info().startInstant().filter(oldest::isAfter).isPresent())
        .forEach(ProcessHandle::destroyForcibly);
  }

  private static List<String> effort() {
    return MODE.equals("short")
        ? List.of(
            "-m",
            "quick",
            "-time",
            "500",
            "-iters",
            "1",
            "-f",
            "1",
            "-sc",
            "false",
            "-jvmArgs",
            "-Xmx256m")
        : List.of("-m", MODE);
  }

  private static Verdict judge(Path raw) throws IOException, ClassNotFoundException {
    InProcessCollector collector = new InProcessCollector();
    DiskReadCollector reader = new DiskReadCollector(raw.toString(), collector);
    reader.dump();
    reader.close();
    Collection<TestResult> results = collector.getTestResults();
    List<String> failures = new ArrayList<>();
    for (TestResult result : results) {
      if (!result.grading().isPassed) {
        failures.add(describe(result));
      }
    }
    long tests = results.stream().map(TestResult::getName).distinct().count();
    long samples = results.stream().mapToLong(TestResult::getTotalCount).sum();
    return new Verdict((int) tests, samples, failures);
  }

  private static String describe(TestResult result) {
    List<String> lines = new ArrayList<>();
    lines.add(result.getName() + ": " + result.status());
    for (String outcome : result.getStateKeys()) {
      lines.add("saw %s %d times".formatted(outcome, result.getCount(outcome)));
    }
    lines.addAll(result.grading().failureMessages);
    lines.addAll(result.getMessages());
    lines.addAll(result.getVmErr());
    return String.join("\n  ", lines);
  }
}
