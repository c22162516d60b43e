package dev.holdfast.server.diagnostics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * All threads of a process at about one moment, virtual ones too.
 *
 * @param threads in the order of the dump
 */
record ThreadDump(List<Dumped> threads) {

  /**
   * One thread.
   *
   * @param id never used again in its process
   * @param name may be empty, if it is virtual
   * @param stack the innermost call first, each with its module, file and line
   */
  record Dumped(long id, String name, boolean virtual, List<String> stack) {
    private static final Pattern WAITING =
        Pattern.compile(
            "dev\\.holdfast\\.concurrency\\.(Parker|Waiter|WaitQueue|Clause|Channel\\.await)\\b");

    Dumped {
      stack = List.copyOf(stack);
    }

    /** Whether it is in a method, {@code package.Class.method}, at any depth. */
    boolean isIn(String method) {
      return stack.stream().anyMatch(frame -> method(frame).equals(method));
    }

    /**
     * The innermost call that tells something: not the JDK's, and not the way in which all of ours
     * wait; else the innermost of all; else nothing.
     */
    String doing() {
      return stack.stream()
          .filter(frame -> !isOfTheJdk(frame) && !WAITING.matcher(frame).lookingAt())
          .findFirst()
          .or(() -> stack.stream().findFirst())
          .map(Dumped::method)
          .orElse("");
    }

    /** Where it began: the outermost call outside the JDK, or of all. */
    String began() {
      return stack.reversed().stream()
          .filter(frame -> !isOfTheJdk(frame))
          .findFirst()
          .or(() -> stack.reversed().stream().findFirst())
          .map(Dumped::method)
          .orElse("unknown");
    }

    private static boolean isOfTheJdk(String frame) {
      return frame.startsWith("java.") || frame.startsWith("jdk.");
    }

    /** Without the module in front and the line behind. */
    private static String method(String frame) {
      int place = frame.indexOf('(');
      String whole = place < 0 ? frame : frame.substring(0, place);
      return whole.substring(whole.lastIndexOf('/') + 1);
    }
  }

  ThreadDump {
    threads = List.copyOf(threads);
  }

  /** Has a process write one, and reads it. */
  static ThreadDump take(Jcmd jcmd, String name) throws IOException, InterruptedException {
    Path file = jcmd.file(name);
    jcmd.ask("Created", "Thread.dump_to_file", "-format=json", "\"" + file + "\"");
    return parse(Files.readString(file));
  }

  /** Reads {@code {"threadDump":{"threadContainers":[{"threads":[...]}]}}}. */
  static ThreadDump parse(String text) {
    List<Dumped> threads = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.START_ARRAY && "threads".equals(json.currentName())) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            threads.add(thread(json));
          }
        }
      }
    }
    return new ThreadDump(threads);
  }

  private static Dumped thread(JsonParser json) {
    long id = 0;
    String name = "";
    boolean virtual = false;
    List<String> stack = new ArrayList<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String member = json.currentName();
      json.nextToken();
      switch (member) {
        case "tid" -> id = Long.parseLong(json.getValueAsString());
        case "name" -> name = json.getValueAsString();
        case "virtual" -> virtual = json.getBooleanValue();
        case "stack" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            stack.add(json.getValueAsString());
          }
        }
        default -> json.skipChildren();
      }
    }
    return new Dumped(id, name, virtual, stack);
  }
}
