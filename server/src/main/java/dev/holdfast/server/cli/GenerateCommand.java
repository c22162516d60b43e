package dev.holdfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.server.jobs.JobGenerator;
import dev.holdfast.server.jobs.JobGenerator.Kind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast generate}. */
@Command(
    name = "generate",
    description = "Writes a job file of any size to the standard output.",
    mixinStandardHelpOptions = true,
    versionProvider = HoldfastCommand.Version.class)
final class GenerateCommand implements Callable<Integer> {
  private final Streams streams;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Parameters(paramLabel = "COUNT", description = "How many jobs.")
  private int count;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "compute",
      description =
          "compute (default), io, network, or mixed: compute and io in turn. network needs a server"
              + " on port 8080 and --allow-network to run.")
  @SuppressWarnings("NullAway.Init") // it has a default value
  private Kind kind;

  @Option(
      names = "--payload-bytes",
      paramLabel = "N",
      defaultValue = "0",
      description = "Fills each payload up to so many bytes.")
  private int payloadBytes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Makes the values; the same seed makes the same file.")
  private long seed;

  GenerateCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    if (count < 0 || payloadBytes < 0) {
      throw new ParameterException(
          spec.commandLine(), "COUNT and --payload-bytes must not be negative");
    }
    Writer out = new BufferedWriter(new OutputStreamWriter(streams.out(), UTF_8), 1 << 16);
    new JobGenerator(kind, payloadBytes, seed).write(count, out);
    out.flush();
    return ExitCodes.DONE;
  }
}
