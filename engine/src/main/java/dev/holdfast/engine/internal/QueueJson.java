package dev.holdfast.engine.internal;

import dev.holdfast.core.Backoff;
import dev.holdfast.core.MachineImage;
import dev.holdfast.core.QueueMode;
import dev.holdfast.core.QueueSettings;
import dev.holdfast.core.Rate;
import dev.holdfast.core.Retention;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is set for a queue, and what a snapshot keeps of one. */
final class QueueJson {

  private QueueJson() {}

  /** An object {@code settings}, with what is not the default. */
  static void writeSettings(JsonText json, QueueSettings settings) {
    json.name("settings");
    json.beginObject();
    json.memberUnlessZero("lease_ms", settings.leaseMillis());
    json.memberUnlessZero("failures_max", settings.failuresMax());
    if (settings.backoff().isPresent()) {
      writeBackoff(json, settings.backoff().get());
    }
    if (settings.retention().isPresent()) {
      writeRetention(json, settings.retention().get());
    }
    json.memberUnlessZero("dedup_ms", settings.dedupMillis());
    json.memberUnlessZero("depth_max", settings.depthMax());
    json.memberUnlessZero("concurrency_max", settings.concurrencyMax());
    writeRate(json, "rate", settings.rate());
    json.memberUnlessZero("key_concurrency_max", settings.keyConcurrencyMax());
    writeRate(json, "key_rate", settings.keyRate());
    json.memberIfTrue("fair", settings.fair());
    json.memberUnlessZero("aging_ms", settings.agingMillis());
    json.endObject();
  }

  static QueueSettings readSettings(JsonInput json) {
    json.beginObject();
    QueueSettings.Builder settings = QueueSettings.builder();
    for (String name = json.nextMember(); name != null; name = json.nextMember()) {
      switch (name) {
        case "lease_ms" -> settings.leaseMillis(json.number());
        case "failures_max" -> settings.failuresMax(json.count());
        case "backoff" -> settings.backoff(Optional.of(readBackoff(json)));
        case "retention" -> settings.retention(Optional.of(readRetention(json)));
        case "dedup_ms" -> settings.dedupMillis(json.number());
        case "depth_max" -> settings.depthMax(json.count());
        case "concurrency_max" -> settings.concurrencyMax(json.count());
        case "rate" -> settings.rate(readRate(json));
        case "key_concurrency_max" -> settings.keyConcurrencyMax(json.count());
        case "key_rate" -> settings.keyRate(readRate(json));
        case "fair" -> settings.fair(json.flag());
        case "aging_ms" -> settings.agingMillis(json.number());
        default -> throw unknown("settings", name);
      }
    }
    return settings.build();
  }

  static void writeBackoff(JsonText json, Backoff backoff) {
    json.name("backoff");
    json.beginObject();
    json.member("base_ms", backoff.baseMillis());
    json.member("factor", backoff.factor());
    json.member("max_ms", backoff.maxMillis());
    json.member("jitter", backoff.jitter());
    json.endObject();
  }

  static Backoff readBackoff(JsonInput json) {
    json.beginObject();
    long baseMillis = 0;
    double factor = 1;
    long maxMillis = 0;
    double jitter = 0;
    for (String name = json.nextMember(); name != null; name = json.nextMember()) {
      switch (name) {
        case "base_ms" -> baseMillis = json.number();
        case "factor" -> factor = json.decimal();
        case "max_ms" -> maxMillis = json.number();
        case "jitter" -> jitter = json.decimal();
        default -> throw unknown("backoff", name);
      }
    }
    return new Backoff(baseMillis, factor, maxMillis, jitter);
  }

  private static void writeRetention(JsonText json, Retention retention) {
    Retention forever = Retention.FOREVER;
    json.name("retention");
    json.beginObject();
    writeUnless(json, "finished_max", forever.finishedMax(), retention.finishedMax());
    writeUnless(json, "finished_ms", forever.finishedMillis(), retention.finishedMillis());
    writeUnless(json, "dead_max", forever.deadMax(), retention.deadMax());
    writeUnless(json, "dead_ms", forever.deadMillis(), retention.deadMillis());
    json.endObject();
  }

  private static void writeUnless(JsonText json, String name, long usual, long number) {
    if (number != usual) {
      json.member(name, number);
    }
  }

  private static Retention readRetention(JsonInput json) {
    json.beginObject();
    int finishedMax = Retention.FOREVER.finishedMax();
    long finishedMillis = Retention.FOREVER.finishedMillis();
    int deadMax = Retention.FOREVER.deadMax();
    long deadMillis = Retention.FOREVER.deadMillis();
    for (String name = json.nextMember(); name != null; name = json.nextMember()) {
      switch (name) {
        case "finished_max" -> finishedMax = json.count();
        case "finished_ms" -> finishedMillis = json.number();
        case "dead_max" -> deadMax = json.count();
        case "dead_ms" -> deadMillis = json.number();
        default -> throw unknown("retention", name);
      }
    }
    return new Retention(finishedMax, finishedMillis, deadMax, deadMillis);
  }

  private static void writeRate(JsonText json, String name, Rate rate) {
    if (rate.equals(Rate.UNLIMITED)) {
      return;
    }
    json.name(name);
    json.beginObject();
    json.member("permits", rate.permits());
    json.member("period_ms", rate.periodMillis());
    writeUnless(json, "burst", rate.permits(), rate.burst());
    json.endObject();
  }

  private static Rate readRate(JsonInput json) {
    json.beginObject();
    int permits = 0;
    long periodMillis = 1;
    int burst = -1;
    for (String name = json.nextMember(); name != null; name = json.nextMember()) {
      switch (name) {
        case "permits" -> permits = json.count();
        case "period_ms" -> periodMillis = json.number();
        case "burst" -> burst = json.count();
        default -> throw unknown("rate", name);
      }
    }
    return new Rate(permits, periodMillis, burst < 0 ? permits : burst);
  }

  /** One queue of a snapshot, on a line of its own. */
  static void writeQueue(JsonText json, MachineImage.Queue queue) {
    json.beginObjectOnLine();
    json.member("name", queue.name());
    if (queue.mode() != QueueMode.OPEN) {
      json.member("mode", JobSpecJson.lowerCase(queue.mode()));
    }
    if (!queue.settings().equals(QueueSettings.DEFAULTS)) {
      writeSettings(json, queue.settings());
    }
    json.memberUnlessZero("arrival_ns", queue.arrivalNanos());
    json.memberUnlessZero("turn", queue.turn());
    if (!queue.keys().isEmpty()) {
      json.name("keys");
      json.beginArray();
      for (MachineImage.Key key : queue.keys()) {
        json.beginObject();
        json.member("name", key.name());
        json.memberUnlessZero("arrival_ns", key.arrivalNanos());
        json.memberUnlessZero("turn", key.turn());
        json.endObject();
      }
      json.endArray();
    }
    json.endObject();
  }

  /** The queue of which the input has begun the object. */
  static MachineImage.Queue readQueue(JsonInput json) {
    String queue = "";
    QueueMode mode = QueueMode.OPEN;
    QueueSettings settings = QueueSettings.DEFAULTS;
    long arrivalNanos = 0;
    long turn = 0;
    List<MachineImage.Key> keys = List.of();
    for (String name = json.nextMember(); name != null; name = json.nextMember()) {
      switch (name) {
        case "name" -> queue = json.text();
        case "mode" -> mode = JobSpecJson.constant(QueueMode.class, json.text());
        case "settings" -> settings = readSettings(json);
        case "arrival_ns" -> arrivalNanos = json.number();
        case "turn" -> turn = json.number();
        case "keys" -> keys = readKeys(json);
        default -> throw unknown("queue", name);
      }
    }
    return new MachineImage.Queue(queue, mode, settings, arrivalNanos, turn, keys);
  }

  private static List<MachineImage.Key> readKeys(JsonInput json) {
    json.beginArray();
    List<MachineImage.Key> keys = new ArrayList<>();
    while (json.nextElement()) {
      keys.add(readKey(json));
    }
    return keys;
  }

  private static MachineImage.Key readKey(JsonInput json) {
    json.beginObject();
    String key = "";
    long arrivalNanos = 0;
    long turn = 0;
    for (String name = json.nextMember(); name != null; name = json.nextMember()) {
      switch (name) {
        case "name" -> key = json.text();
        case "arrival_ns" -> arrivalNanos = json.number();
        case "turn" -> turn = json.number();
        default -> throw unknown("key", name);
      }
    }
    return new MachineImage.Key(key, arrivalNanos, turn);
  }

  static IllegalArgumentException unknown(String of, String name) {
    return new IllegalArgumentException(
        "member \"%s\" of \"%s\" is not known to this version".formatted(name, of));
  }
}
