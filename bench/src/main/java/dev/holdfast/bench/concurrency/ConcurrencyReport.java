package dev.holdfast.bench.concurrency;

import dev.holdfast.bench.MadePart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the tables of {@code concurrency/README.md} from the raw results, between two markers:
 * {@code ConcurrencyReport RESULTS README}. Times are in nanoseconds.
 */
public final class ConcurrencyReport {

  private final JmhResults jmh;
  private final JsonNode workers;
  private final String machine;
  private final StringBuilder text = new StringBuilder();

  private ConcurrencyReport(Path results) throws IOException {
    jmh = JmhResults.read(results.resolve("concurrency.json"));
    workers = JsonMapper.shared().readTree(results.resolve("concurrency-workers.json"));
    machine = machine(Files.readAllLines(results.resolve("concurrency.txt")));
  }

  public static void main(String[] args) throws IOException {
    MadePart.write(
        Path.of(args[1]),
        "bench/run concurrency",
        new ConcurrencyReport(Path.of(args[0])).tables());
  }

  private static String machine(List<String> description) {
    Map<String, String> said = new LinkedHashMap<>();
    for (String line : description) {
      int colon = line.indexOf(": ");
      said.putIfAbsent(line.substring(0, colon), line.substring(colon + 2));
    }
    return "%s, %s, %s, commit %s, %s."
        .formatted(
            said.get("processors"),
            said.get("os"),
            said.get("java"),
            said.get("commit"),
            said.get("date"));
  }

  private String tables() {
    line(machine);
    limiter();
    semaphore();
    adaptiveLimit();
    channel();
    pipeline();
    workers();
    return text.toString();
  }

  private void limiter() {
    paragraph("**Asking a limiter for one permit.** Floor: the clock and one compare-and-set.");
    List<String> peers = List.of("guava", "resilience4j", "bucket4j", "failsafe");
    header("limiter", "ours", "Guava", "Resilience4j", "Bucket4j", "Failsafe", "floor");
    Map<String, String> threads = new LinkedHashMap<>();
    threads.put("oneThread", "1 thread");
    threads.put("twoThreads", "2 threads");
    threads.put("fourThreads", "4 threads");
    for (String outcome : List.of("grant", "deny", "half")) {
      threads.forEach((method, name) -> {
        OptionalDouble floor = jmh.time("LimiterBenchmark.floor" + capital(method), Map.of());
        row(
            "limiter, " + outcome + ", " + name,
            find("LimiterBenchmark." + method, "holdfast", outcome),
            peers.stream().map(p -> find("LimiterBenchmark." + method, p, outcome)).toList(),
            List.of(floor));
      });
    }
    allocated("LimiterBenchmark.oneThread", Map.of("peer", "holdfast", "outcome", "grant"));
  }

  private OptionalDouble find(String benchmark, String peer, String outcome) {
    return jmh.time(benchmark, Map.of("peer", peer, "outcome", outcome));
  }

  private void semaphore() {
    paragraph(
        "**An acquire and a release**, 100 units of work between them where there is more than one"
            + " thread. `Semaphore` of the JDK is unfair by default: it promises less, and is not"
            + " compared. Resilience4j and Failsafe have neither weights nor a timeout a call"
            + " (Failsafe's loses permits). Floor: two atomics.");
    header("semaphore", "ours", "JDK, fair", "Resilience4j", "Failsafe", "JDK, unfair", "floor");
    OptionalDouble floor = jmh.time("SemaphoreBenchmark.floorTwoAtomics", Map.of());
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("SemaphoreBenchmark.uncontended", "alone");
    rows.put("SemaphoreBenchmark.twoThreadsOnOne", "2 threads, 1 permit");
    rows.put("SemaphoreBenchmark.fourThreadsOnThree", "4 threads, 3 permits");
    rows.put("SemaphoreBenchmark.virtualTwoOnOne", "2 virtual threads, 1 permit");
    rows.put("WeightedSemaphoreBenchmark.oneAndEight", "weights 1 and 8 of 8, 2 threads");
    rows.put("WeightedSemaphoreBenchmark.shortTimeouts", "3 of 10 give up after 1 us, 2 threads");
    rows.forEach((benchmark, name) ->
        row(
            "semaphore, " + name,
            jmh.time(benchmark, Map.of("peer", "holdfast")),
            Stream.of("jucFair", "resilience4j", "failsafe")
                .map(peer -> jmh.time(benchmark, Map.of("peer", peer)))
                .toList(),
            List.of(
                jmh.time(benchmark, Map.of("peer", "juc")),
                name.equals("alone") ? floor : OptionalDouble.empty())));
    allocated("SemaphoreBenchmark.uncontended", Map.of("peer", "holdfast"));
  }

  private void adaptiveLimit() {
    paragraph(
        "**A call that does nothing under a limit that finds its own size**, TCP Vegas both.");
    header("adaptive limit", "ours", "Netflix concurrency-limits");
    for (String method : List.of("oneThread", "twoThreads")) {
      String benchmark = "AdaptiveLimitBenchmark." + method;
      row(
          "adaptive limit, " + (method.equals("oneThread") ? "1 thread" : "2 threads"),
          jmh.time(benchmark, Map.of("peer", "holdfast")),
          List.of(jmh.time(benchmark, Map.of("peer", "netflix"))),
          List.of());
    }
  }

  private void channel() {
    paragraph(
        "**An element, from send to receive.** JDK: `ArrayBlockingQueue`, and a fair"
            + " `SynchronousQueue` for the rendezvous.");
    header("channel", "ours", "JDK", "Jox", "LinkedTransferQueue");
    for (String threads : List.of("virtual", "platform")) {
      for (int capacity : List.of(0, 1, 16, 100)) {
        for (String method : List.of("oneToOne", "fourToFour")) {
          String kind = capacity == 0 ? "rendezvous" : "capacity " + capacity;
          row(
              "channel, %s, %s, %s threads"
                  .formatted(kind, method.equals("oneToOne") ? "1:1" : "4:4", threads),
              channel(method, "holdfast", capacity, threads),
              Stream.of("jdk", "jox", "transferQueue")
                  .map(peer -> channel(method, peer, capacity, threads))
                  .toList(),
              List.of());
        }
      }
    }
  }

  private OptionalDouble channel(String method, String peer, int capacity, String threads) {
    return jmh.time(
        "ChannelBenchmark." + method, Map.of("channel", peer + "-" + capacity, "threads", threads));
  }

  private void pipeline() {
    paragraph(
        "**An item through three stages** of one virtual thread each; the others are bare loops"
            + " between channels.");
    header("pipeline", "ours", "JDK queues", "Jox", "our channels");
    for (int capacity : List.of(0, 16, 100)) {
      row(
          "pipeline, capacity " + capacity,
          pipeline("holdfast", capacity),
          List.of(pipeline("jdk", capacity), pipeline("jox", capacity)),
          List.of(pipeline("holdfastChannels", capacity)));
    }
  }

  private OptionalDouble pipeline(String peer, int capacity) {
    return jmh.time(
        "PipelineBenchmark.threeStages",
        Map.of("peer", peer, "capacity", String.valueOf(capacity)));
  }

  private void workers() {
    paragraph(
        "**10,000 tasks that one thread submits as fast as it can**: p99 of submission to end, in"
            + " microseconds, medians of "
            + workers.get(0).get("rounds").asInt()
            + " rounds in turns. 64 workers or permits for what sleeps, else as many as processors.");
    header(
        "workers",
        "ours, virtual",
        "fixed pool",
        "virtual threads and semaphore",
        "ours, platform");
    for (WorkerPoolScenario.Load load : WorkerPoolScenario.Load.values()) {
      row(
          "workers, " + load,
          p99(load, "HOLDFAST"),
          List.of(p99(load, "FIXED_POOL"), p99(load, "VIRTUAL_AND_SEMAPHORE")),
          List.of(p99(load, "HOLDFAST_PLATFORM")));
    }
  }

  private OptionalDouble p99(WorkerPoolScenario.Load load, String peer) {
    for (JsonNode row : workers) {
      if (row.get("load").asString().equals(load.name())
          && row.get("peer").asString().equals(peer)) {
        return OptionalDouble.of(row.get("p99MsMedian").asDouble() * 1_000);
      }
    }
    return OptionalDouble.empty();
  }

  private void allocated(String benchmark, Map<String, String> parameters) {
    jmh.bytes(benchmark, parameters)
        .ifPresent(
            bytes -> paragraph(String.format(Locale.ROOT, "Ours allocates %.1f B a call.", bytes)));
  }

  /**
   * Writes a row.
   *
   * @param peers those whose fastest ours is compared with
   * @param others shown, and not compared
   */
  private void row(
      String name, OptionalDouble ours, List<OptionalDouble> peers, List<OptionalDouble> others) {
    List<String> cells = new ArrayList<>(List.of(name, cell(ours)));
    Stream.concat(peers.stream(), others.stream()).forEach(value -> cells.add(cell(value)));
    OptionalDouble best =
        peers.stream().flatMap(value -> value.stream().boxed()).mapToDouble(v -> v).min();
    cells.add(
        ours.isPresent() && best.isPresent()
            ? Verdict.of(name, ours.getAsDouble(), best.getAsDouble())
            : "");
    line("| " + String.join(" | ", cells) + " |");
  }

  private static String cell(OptionalDouble value) {
    if (value.isEmpty()) {
      return "";
    }
    double number = value.getAsDouble();
    return String.format(Locale.ROOT, number < 100 ? "%.1f" : "%,.0f", number);
  }

  private void header(String... titles) {
    line("");
    line("| " + String.join(" | ", titles) + " | beside the fastest peer |");
    line("|" + "---|".repeat(titles.length + 1));
  }

  private void paragraph(String sentences) {
    line("");
    line(sentences);
  }

  private void line(String content) {
    text.append(content).append('\n');
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
