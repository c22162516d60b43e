package dev.holdfast.storage;

import java.io.IOException;
import java.util.OptionalLong;

/** The directory is held by another process, or by another opener in this one. */
public final class DirectoryInUseException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final long UNKNOWN = -1;

  private final String directory;
  private final long holderPid;

  /**
   * A refusal of {@code directory}, as a person knows it.
   *
   * @param holderPid the process that holds it, if known
   */
  public DirectoryInUseException(String directory, OptionalLong holderPid) {
    super(message(directory, holderPid));
    this.directory = directory;
    this.holderPid = holderPid.orElse(UNKNOWN);
  }

  /** The directory, as a person knows it. */
  public String directory() {
    return directory;
  }

  /** The process that holds it, if known. */
  public OptionalLong holderPid() {
    return holderPid == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(holderPid);
  }

  private static String message(String directory, OptionalLong holderPid) {
    String holder = holderPid.isPresent() ? "process " + holderPid.getAsLong() : "another process";
    return "%s is in use by %s: stop it, or use another directory".formatted(directory, holder);
  }
}
