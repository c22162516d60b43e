package dev.holdfast.server;

import dev.holdfast.server.cli.HoldfastCommand;

/** The entry point of the command line. */
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(HoldfastCommand.run(args));
  }
}
