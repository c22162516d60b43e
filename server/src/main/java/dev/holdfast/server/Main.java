package dev.holdfast.server;

import org.jspecify.annotations.Nullable;

/** The entry point of the command line. */
public final class Main {
  private Main() {}

  /** Prints the version. */
  public static void main(String[] args) {
    @Nullable String version = Main.class.getPackage().getImplementationVersion();
    System.out.println("holdfast " + (version == null ? "(unpackaged)" : version));
  }
}
