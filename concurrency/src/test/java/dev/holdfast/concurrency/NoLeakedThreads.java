package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The rule of every test here: what it started, virtual threads included, has ended with it. */
public final class NoLeakedThreads implements BeforeEachCallback, AfterEachCallback {
  private static final Pattern THREAD =
      Pattern.compile(
          "\"tid\": \"(\\d+)\",\\s*\"time\": \"[^\"]*\",\\s*(?:\"virtual\": true,\\s*)?\"name\": \"([^\"]*)\"");

  /** The JVM's own: they come when they are first needed, and stay. */
  private static final Pattern OF_THE_JVM =
      Pattern.compile(
          "ForkJoinPool.*|VirtualThread-.*|Common-Cleaner|Attach Listener|process reaper.*"
              + "|Cleaner-\\d+|Notification Thread|junit-.*|surefire-.*");

  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final Map<String, String> before = new HashMap<>();

  @Override
  public void beforeEach(ExtensionContext context) {
    before.clear();
    before.putAll(alive());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(leakedSince(before)).as("threads that outlive the test").isEmpty();
  }

  /** Returns the threads, by id, that were not there before and do not end either. */
  static Map<String, String> leakedSince(Map<String, String> before) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      Map<String, String> leaked = alive();
      leaked.keySet().removeAll(before.keySet());
      if (leaked.isEmpty() || System.nanoTime() - end > 0) {
        return leaked;
      }
      LockSupport.parkNanos(200_000);
    }
  }

  /** Returns all live threads but those of the JVM. */
  static Map<String, String> alive() {
    Map<String, String> threads = new HashMap<>();
    Matcher thread = THREAD.matcher(dump());
    while (thread.find()) {
      if (!OF_THE_JVM.matcher(thread.group(2)).matches()) {
        threads.put(thread.group(1), thread.group(2));
      }
    }
    assertThat(threads).as("the dump shows at least this thread").isNotEmpty();
    return threads;
  }

  private static String dump() {
    try {
      Path file = Files.createTempDirectory("threads").resolve("dump.json");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toString(), ThreadDumpFormat.JSON);
      String dump = Files.readString(file);
      Files.delete(file);
      Files.delete(file.getParent());
      return dump;
    } catch (IOException e) {
      throw new IllegalStateException("no thread dump", e);
    }
  }
}
