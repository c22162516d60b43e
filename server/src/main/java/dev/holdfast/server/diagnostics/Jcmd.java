package dev.holdfast.server.diagnostics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Asks the virtual machine of a process to do something, with the {@code jcmd} of the JDK that this
 * program runs on. What it is to write goes into a directory of its own, which is given to the user
 * of that process and deleted in the end.
 */
final class Jcmd implements AutoCloseable {
  private static final long SECONDS_MAX = 60;

  private final RunningProcess process;
  private final Path directory;

  private Jcmd(RunningProcess process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  static Jcmd of(RunningProcess process) throws IOException {
    Path directory = Files.createTempDirectory("holdfast-look");
    Jcmd jcmd = new Jcmd(process, directory);
    try {
      jcmd.giveDirectory();
      return jcmd;
    } catch (IOException e) {
      jcmd.close();
      throw e;
    }
  }

  /** To somebody else only as root, as nobody else comes this far. */
  private void giveDirectory() throws IOException {
    Optional<String> user = process.user();
    UserPrincipal owner = Files.getOwner(directory);
    if (user.isPresent() && !user.get().equals(owner.getName())) {
      Files.setOwner(
          directory,
          directory
              .getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName(user.get()));
    }
  }

  /** A file that the process may write. */
  Path file(String name) {
    return directory.resolve(name);
  }

  /**
   * Has a command carried out, and returns what the virtual machine said. Waits for at most a
   * minute.
   *
   * @param expected what the answer holds if all went well
   * @throws UnreachableProcessException if the process does not answer, or refuses
   */
  String ask(String expected, String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(tool().toString(), "" + process.pid()));
    line.addAll(List.of(command));
    Path answer = Files.createTempFile("holdfast-jcmd", ".txt");
    try {
      Process call =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(answer.toFile())
              .start();
      try {
        boolean ended = call.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
        String text = Files.readString(answer, UTF_8);
        if (!ended || call.exitValue() != 0 || !text.contains(expected)) {
          throw refused(command[0], ended ? text : "no answer in " + SECONDS_MAX + " s");
        }
        return text;
      } finally {
        call.destroyForcibly();
      }
    } finally {
      Files.deleteIfExists(answer);
    }
  }

  private UnreachableProcessException refused(String command, String answer) {
    if (!process.handle().isAlive()) {
      return new UnreachableProcessException("process " + process.pid() + " has ended");
    }
    if (answer.contains("AttachNotSupportedException")) {
      return new UnreachableProcessException(
          ("process %d (%s) is no Java virtual machine that can be looked into, or was started with"
                  + " -XX:+DisableAttachMechanism")
              .formatted(process.pid(), process.handle().info().command().orElse("unknown")));
    }
    // Below the number of the process; a stack trace is nobody's concern.
    String why =
        answer
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.equals(process.pid() + ":"))
            .findFirst()
            .orElse("it did not say why");
    return new UnreachableProcessException(
        "process %d did not do %s: %s".formatted(process.pid(), command, why));
  }

  private static Path tool() {
    Path home = Path.of(System.getProperty("java.home"));
    return Stream.of("jcmd", "jcmd.exe")
        .map(name -> home.resolve("bin").resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new UnreachableProcessException(
                "looking into a process takes a JDK with jcmd, and %s has none".formatted(home)));
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
