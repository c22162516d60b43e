package dev.holdfast.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lock between real processes. */
@Timeout(60)
class DiskLockProcessTest {
  @TempDir private Path folder;

  private Process start() throws IOException, URISyntaxException {
    String classPath = location(DiskDirectory.class) + File.pathSeparator + location(getClass());
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath,
            LockHolder.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static Path location(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static String firstLine(Process process) throws IOException {
    BufferedReader lines = process.inputReader(UTF_8);
    return String.valueOf(lines.readLine());
  }

  @Test
  void anotherProcessIsNamedAndItsDeathFreesTheDirectory() throws Exception {
    DiskDirectory directory = DiskDirectory.open(folder);
    Process holder = start();
    try {
      assertThat(firstLine(holder)).isEqualTo("held DiskLock");

      assertThatThrownBy(directory::lock)
          .isInstanceOfSatisfying(
              DirectoryInUseException.class, e -> assertThat(e.holderPid()).hasValue(holder.pid()));
      assertThat(directory.list()).isEmpty();
    } finally {
      holder.destroyForcibly().waitFor();
    }
    directory.lock().close();
  }

  @Test
  void aRefusedOpenerDoesNotFreeTheLock() throws Exception {
    DiskDirectory directory = DiskDirectory.open(folder);
    try (DirectoryLock lock = directory.lock()) {
      assertThat(lock).isNotNull();
      // On POSIX systems, closing any other handle on the file would free it.
      assertThatThrownBy(directory::lock).isInstanceOf(DirectoryInUseException.class);
      assertThat(directory.list()).isEmpty();

      Process other = start();
      try {
        assertThat(firstLine(other)).contains("in use by process " + ProcessHandle.current().pid());
      } finally {
        other.destroyForcibly().waitFor();
      }
    }
  }
}
