package dev.holdfast.architecture.planted.console;

import java.io.PrintStream;

final class HandsItOnInMain {
  private HandsItOnInMain() {}

  public static void main(String[] args) {
    run(System.out, args);
  }

  static void run(PrintStream out, String[] args) {
    out.println(args.length);
  }
}
