package dev.holdfast.observability.classpath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.observability.Meters;
import dev.holdfast.observability.PoolNames;
import dev.holdfast.observability.TelemetryNames;
import dev.holdfast.pool.Pool;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/**
 * One module, this one and Micrometer are enough. Proved in another JVM, since here everything is
 * on the class path.
 */
class ClasspathTest {
  private static final String SPAN = "io.opentelemetry.api.trace.Span";
  private static final String ENGINE = "dev.holdfast.engine.Engine";
  private static final String POOL = "dev.holdfast.pool.Pool";

  /** Micrometer is three jars, and takes its percentiles from a fourth. */
  private static final List<Class<?>> MICROMETER =
      List.of(MeterRegistry.class, KeyValue.class, Observation.class, Histogram.class);

  @Test
  void poolsAreMeasuredWithNothingElseOnTheClassPath() throws Exception {
    String path =
        Stream.concat(Stream.of(Pool.class, Meters.class, ClasspathTest.class), MICROMETER.stream())
            .map(ClasspathTest::home)
            .collect(Collectors.joining(File.pathSeparator));
    assertPoolsAreMeasured(run("-cp", path, PoolsAlone.class.getName(), SPAN, ENGINE, POOL));
  }

  @Test
  void poolsAreMeasuredWithNothingElseOnTheModulePath() throws Exception {
    String path =
        Stream.concat(Stream.of(Pool.class, Meters.class), MICROMETER.stream())
            .map(ClasspathTest::home)
            .collect(Collectors.joining(File.pathSeparator));
    assertPoolsAreMeasured(
        run(
            "-p",
            path,
            "--add-modules",
            "dev.holdfast.observability,dev.holdfast.pool,micrometer.core",
            "-cp",
            home(ClasspathTest.class),
            PoolsAlone.class.getName(),
            SPAN,
            ENGINE,
            POOL));
  }

  private static void assertPoolsAreMeasured(String out) {
    assertThat(out)
        .contains(PoolNames.POOL_GETS.name() + " ")
        .contains(SPAN + " is not there\n")
        .contains(ENGINE + " is not there\n")
        .contains(POOL + " is there\n");
    TelemetryNames.of(dev.holdfast.observability.Component.POOL)
        .forEach(metric -> assertThat(out).contains(metric.name() + " "));
  }

  private static String home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static String run(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx128m");
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(out).isZero();
    return out;
  }
}
