package dev.holdfast.observability.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.observability.QueueNames;
import dev.holdfast.observability.otel.OtelMeters;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Against a receiver that others wrote: Elastic's mock server, which npm brings. It listens where
 * collectors do, so it gets a loopback address of its own.
 */
@Timeout(180)
class MockOtlpServerTest {
  private static final String PACKAGE = "@elastic/mockotlpserver@0.10.0";
  private static final Path HOME = Path.of("target", "mockotlpserver");
  private static final String ADDRESS = "127.0.43.18";

  @Test
  void anIndependentReceiverUnderstandsWhatWeSend() throws Exception {
    assumeTrue(npmIsThere(), "npm is not there, so " + PACKAGE + " cannot be: not tested");
    install();
    Process server =
        new ProcessBuilder(
                "node",
                HOME.resolve("node_modules/@elastic/mockotlpserver/lib/cli.js").toString(),
                "--hostname=" + ADDRESS,
                "-o",
                "json")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = server.inputReader(UTF_8)) {
      awaitLine(out, "OTLP/HTTP listening");
      String second = send();
      String said = awaitLine(out, "\"linked\"");
      assertThat(said).contains(second).contains("\"links\"");
      assertThat(awaitLine(out, QueueNames.JOB_DURATION.name())).contains("explicitBounds");
    } finally {
      server.destroy();
      assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Returns the id of the span that is linked to. */
  private static String send() {
    ExportConfig config =
        ExportConfig.defaults()
            .withProperty("otel.exporter.otlp.endpoint", "http://" + ADDRESS + ":4318");
    try (TelemetryExport export = TelemetryExport.start(config)) {
      Tracer tracer = export.openTelemetry().getTracer("test");
      Span first = tracer.spanBuilder("enqueue emails").startSpan();
      first.end();
      tracer.spanBuilder("linked").addLink(first.getSpanContext()).startSpan().end();
      new OtelMeters(export.openTelemetry().getMeter("test"))
          .distribution(QueueNames.JOB_DURATION, "emails")
          .record(1_000_000);
      export.flush();
      return first.getSpanContext().getSpanId();
    }
  }

  /** Everything up to and with the line that has this. */
  private static String awaitLine(BufferedReader out, String part) throws IOException {
    StringBuilder read = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      read.append(line).append('\n');
      if (line.contains(part)) {
        return read.toString();
      }
    }
    throw new AssertionError("it ended without '" + part + "':\n" + read);
  }

  private static boolean npmIsThere() throws InterruptedException {
    try {
      return new ProcessBuilder("npm", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void install() throws IOException, InterruptedException {
    if (Files.exists(HOME.resolve("node_modules/@elastic/mockotlpserver/package.json"))) {
      return;
    }
    Files.createDirectories(HOME);
    List<String> command =
        List.of(
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
            HOME.toString(),
            PACKAGE);
    Process npm = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(npm.getInputStream().readAllBytes(), UTF_8);
    assertThat(npm.waitFor()).as(out).isZero();
  }
}
