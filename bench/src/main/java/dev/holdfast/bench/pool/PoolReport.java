package dev.holdfast.bench.pool;

import dev.holdfast.bench.MadePart;
import dev.holdfast.bench.pool.PoolResults.Measured;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Makes the tables of {@code pool/README.md} from the raw results, between two markers: {@code
 * PoolReport RESULTS README}.
 */
public final class PoolReport {

  /** The pools that keep no more than they were told to. */
  private static final List<String> BOUNDED =
      List.of(
          "holdfast",
          "holdfastHandle",
          "holdfastSized",
          "mpmc",
          "stormpot",
          "commonsPool2",
          "jetty",
          "jacksonBounded",
          "recyclerShared");

  private static final List<String> OTHERS =
      List.of("nettyAdaptive", "recycler", "threadLocal", "new");

  /** Those that tell when they had to make an object. */
  private static final List<String> TELL_MISSES =
      List.of(
          "holdfast",
          "holdfastHandle",
          "mpmc",
          "commonsPool2",
          "recyclerShared",
          "recycler",
          "threadLocal");

  private static final List<String> HOLDS =
      List.of("platformCpu", "platformOneMilli", "virtualCpu", "virtualOneMilli");

  private final PoolResults results;
  private final StringBuilder text = new StringBuilder();

  private PoolReport(PoolResults results) {
    this.results = results;
  }

  public static void main(String[] args) throws IOException {
    String tables = new PoolReport(new PoolResults(Path.of(args[0]))).tables();
    MadePart.write(Path.of(args[1]), "bench/run pool", tables);
  }

  private String tables() throws IOException {
    provenance();
    getPut();
    pace();
    breakEven();
    holds();
    pipeline();
    return text.toString();
  }

  private void provenance() throws IOException {
    Map<String, String> notes = results.notes("pool-get-put-alone");
    line(
        notes.get("processors")
            + ", "
            + notes.get("os")
            + ", "
            + notes.get("java")
            + ", "
            + Objects.requireNonNull(notes.get("date")).substring(0, 10)
            + ", commit "
            + notes.get("commit")
            + ". Of each JVM the iteration that a quarter of the others were quicker than, and of"
            + " three JVMs the one in the middle, the peers taking turns; the raw results, with the"
            + " commands, are `bench/results/pool-*`.");
  }

  private void getPut() throws IOException {
    List<Measured> alone = results.jmh("pool-get-put-alone");
    List<Measured> contended = results.jmh("pool-get-put-contended");
    paragraph(
        "A get and a put by themselves, nanoseconds. The first three are called directly, the rest"
            + " through one interface for all.");
    header("", "one thread", "bytes allocated", "two threads");
    for (String method : List.of("twoAtomics", "pool", "scopedHandle")) {
      Measured one = find(alone, method, "", 0);
      row(directly(method), time(one.median()), number("0.0", one.allocated()), "");
    }
    for (String peer : peers()) {
      Measured one = find(alone, "getPut", peer, 4096);
      Measured two = find(contended, "getPut", peer, 4096);
      row(title(peer), time(one.median()), number("0.0", one.allocated()), time(two.median()));
    }
  }

  private void pace() throws IOException {
    List<JsonNode> rounds = results.paces();
    paragraph(
        "The same in short turns of half a millisecond (`PaceScenario`), by how quick the processor"
            + " was at arithmetic meanwhile. Nanoseconds, medians.");
    header(
        "rounds",
        "arithmetic",
        "two atomics",
        "`Pool.get`, `put`",
        "of two atomics",
        "handle",
        "of two atomics");
    List<String> thirds = List.of("the quickest third", "between", "the slowest third");
    int third = rounds.size() / thirds.size();
    for (int i = 0; i < thirds.size(); i++) {
      List<JsonNode> part = rounds.subList(i * third, (i + 1) * third);
      double floor = median(part, "two_atomics");
      double pool = median(part, "pool");
      double handle = median(part, "handle");
      row(
          thirds.get(i),
          number("0.00", median(part, "arithmetic")),
          time(floor),
          time(pool),
          number("0.0", pool / floor),
          time(handle),
          number("0.0", handle / floor));
    }
  }

  private static String directly(String method) {
    return switch (method) {
      case "twoAtomics" -> "two atomics, uncontended";
      case "pool" -> "`Pool.get`, `put`";
      default -> "`try (Pooled p = pool.borrow())`";
    };
  }

  private void breakEven() throws IOException {
    List<Measured> runs = results.jmh("pool-break-even");
    paragraph("Coming by a `byte[]` and getting rid of it, nanoseconds.");
    List<String> ways = List.of("new", "holdfast", "holdfastHandle");
    header(Stream.concat(Stream.of("bytes"), ways.stream().map(PoolReport::title)));
    for (int bytes : sizes(runs)) {
      row(
          Stream.concat(
              Stream.of(count(bytes)),
              ways.stream().map(way -> time(find(runs, "getPut", way, bytes).median()))));
    }
    paragraph(
        "Cheaper than `new`: `Pool` "
            + cheaperFrom(runs, "holdfast")
            + ", with a handle "
            + cheaperFrom(runs, "holdfastHandle")
            + ".");
  }

  /** The smallest measured size from which on a pool is cheaper at every size. */
  private static String cheaperFrom(List<Measured> runs, String way) {
    String from = "at no size measured";
    for (int bytes : sizes(runs).descendingSet()) {
      double pooled = find(runs, "getPut", way, bytes).median();
      if (pooled >= find(runs, "getPut", "new", bytes).median()) {
        return from;
      }
      from = "from " + count(bytes) + " bytes on";
    }
    return from;
  }

  private void holds() throws IOException {
    List<Measured> runs = results.jmh("pool-hold-");
    paragraph(
        "Get, fill, hold and put, microseconds. The bounded pools come first; the quickest of them"
            + " is bold. *Ours*: the place of `Pool.get` and `put` among the bounded pools of"
            + " others; *even* if it was the quicker of the two in some of their JVMs.");
    header(Stream.concat(named(peers()), Stream.of("ours")));
    for (String method : HOLDS) {
      for (int bytes : sizes(runs)) {
        row(
            Stream.of(
                    Stream.of(hold(method), count(bytes)),
                    peers().stream().map(peer -> holdCell(runs, method, peer, bytes)),
                    Stream.of(verdict(runs, method, bytes)))
                .flatMap(cells -> cells));
      }
    }
    paragraph("Misses, per cent of the gets (pools that tell).");
    header(named(TELL_MISSES));
    for (String method : HOLDS) {
      for (int bytes : sizes(runs)) {
        row(
            Stream.concat(
                Stream.of(hold(method), count(bytes)),
                TELL_MISSES.stream().map(peer -> misses(find(runs, method, peer, bytes)))));
      }
    }
  }

  private static Stream<String> named(List<String> peers) {
    return Stream.concat(
        Stream.of("threads, hold", "bytes"), peers.stream().map(PoolReport::title));
  }

  private static String holdCell(List<Measured> runs, String method, String peer, int bytes) {
    double micros = find(runs, method, peer, bytes).median() / 1_000;
    boolean quickest =
        BOUNDED.contains(peer)
            && BOUNDED.stream()
                .allMatch(other -> micros <= find(runs, method, other, bytes).median() / 1_000);
    String shown = number(micros < 100 ? "0.00" : "#,##0", micros);
    return quickest ? "**" + shown + "**" : shown;
  }

  private static String verdict(List<Measured> runs, String method, int bytes) {
    Measured ours = find(runs, method, "holdfast", bytes);
    List<Measured> quicker =
        BOUNDED.stream()
            .filter(peer -> !peer.startsWith("holdfast"))
            .map(peer -> find(runs, method, peer, bytes))
            .filter(other -> other.median() < ours.median())
            .sorted(Comparator.comparingDouble(Measured::median))
            .toList();
    if (quicker.isEmpty()) {
      return "first";
    }
    double behind = 100 * (ours.median() / quicker.getFirst().median() - 1);
    return (quicker.getFirst().overlaps(ours) ? "even" : "behind")
        + " ("
        + number("+0.0", behind)
        + " %)";
  }

  private static String misses(Measured run) {
    return number("0.00", 100 * run.missRate().orElseThrow());
  }

  private static String hold(String method) {
    return switch (method) {
      case "platformCpu" -> "platform, CPU";
      case "platformOneMilli" -> "64 platform, 1 ms";
      case "virtualCpu" -> "a virtual one a task, CPU";
      default -> "a virtual one a task, 1 ms";
    };
  }

  private void pipeline() throws IOException {
    paragraph(
        "A request pipeline that parses, transforms and renders, 64 requests in flight, each on a"
            + " virtual thread (`PipelineScenario`).");
    header("bodies", "", "unpooled", "pooled", "change");
    Map<List<String>, List<JsonNode>> rounds = results.pipelineRounds();
    for (String bodies : rounds.keySet().stream().map(List::getFirst).distinct().toList()) {
      List<JsonNode> plain = rounds.getOrDefault(List.of(bodies, "unpooled"), List.of());
      List<JsonNode> pooled = rounds.getOrDefault(List.of(bodies, "pooled"), List.of());
      pipelineRow(plain, pooled, "requests_per_second", "requests/s");
      pipelineRow(plain, pooled, "bytes_per_request", "bytes allocated a request");
      pipelineRow(plain, pooled, "gc_per_million_requests", "collections a million requests");
      pipelineRow(
          plain, pooled, "gc_millis_per_million_requests", "their pauses, ms a million requests");
      pipelineRow(plain, pooled, "heap_mib_peak", "heap, MiB at its peak");
      pipelineRow(plain, pooled, "p50_micros", "p50, microseconds");
      pipelineRow(plain, pooled, "p99_micros", "p99, microseconds");
    }
  }

  private void pipelineRow(
      List<JsonNode> plain, List<JsonNode> pooled, String field, String title) {
    double before = median(plain, field);
    double after = median(pooled, field);
    row(
        plain.getFirst().get("bodies").asString(),
        title,
        number("#,##0.#", before),
        number("#,##0.#", after),
        before == 0 ? "" : number("+0;-0", 100 * (after / before - 1)) + " %");
  }

  private static double median(List<JsonNode> rounds, String field) {
    List<Double> sorted = rounds.stream().map(each -> each.get(field).asDouble()).sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static List<String> peers() {
    return Stream.concat(BOUNDED.stream(), OTHERS.stream()).toList();
  }

  private static Measured find(List<Measured> runs, String method, String peer, int bytes) {
    return runs.stream()
        .filter(run -> run.method().equals(method) && run.peer().equals(peer))
        .filter(run -> run.bytes() == bytes)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no result of " + method + " " + peer + " " + bytes));
  }

  private static NavigableSet<Integer> sizes(List<Measured> runs) {
    return new TreeSet<>(runs.stream().map(Measured::bytes).toList());
  }

  private static String title(String peer) {
    return switch (peer) {
      case "new" -> "`new`";
      case "holdfast" -> "Holdfast";
      case "holdfastHandle" -> "Holdfast, handle";
      case "holdfastSized" -> "Holdfast, sized";
      case "mpmc" -> "JCTools MPMC";
      case "stormpot" -> "Stormpot";
      case "commonsPool2" -> "commons-pool2";
      case "jetty" -> "Jetty";
      case "jacksonBounded" -> "Jackson";
      case "recyclerShared" -> "Netty Recycler, shared";
      case "recycler" -> "Netty Recycler";
      case "nettyAdaptive" -> "Netty Adaptive";
      default -> "ThreadLocal";
    };
  }

  private void header(String... titles) {
    header(Stream.of(titles));
  }

  private void header(Stream<String> titles) {
    List<String> cells = titles.toList();
    line("");
    row(cells.stream());
    line("|" + "---|".repeat(cells.size()));
  }

  private void row(String... cells) {
    row(Stream.of(cells));
  }

  private void row(Stream<String> cells) {
    line("| " + String.join(" | ", cells.toList()) + " |");
  }

  private void paragraph(String sentences) {
    line("");
    line(sentences);
  }

  private void line(String content) {
    text.append(content).append('\n');
  }

  private static String time(double nanos) {
    return number("#,##0.0", nanos);
  }

  private static String count(int value) {
    return number("#,##0", value);
  }

  private static String number(String pattern, double value) {
    return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
  }
}
