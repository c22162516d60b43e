package dev.holdfast.core;

import dev.holdfast.core.internal.SlotHeap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is served next: an index over PENDING jobs in three storeys. A lane orders the jobs of one
 * key and type; the heads of a queue order its lanes, type by type; the front orders the queues. A
 * lane has its first job among the heads while its key is open, a queue the first of its heads in
 * the front while it is open. What a rate holds up stands among the throttled until it may go on.
 *
 * <p>All of it is worked out from the jobs, the settings and the clock; only the arrival times of
 * rates and the turns of keys are state of their own.
 */
final class Queues {
  private final JobTable table;
  private final SlotHeap.Places jobPlaces;
  private final SlotHeap.Places headPlaces = new SlotHeap.Places();
  private final SlotHeap.Ties byEnqueueing;

  /** In the order of names. */
  final TreeMap<String, QueueState> byName = new TreeMap<>();

  /** The first head of each queue that serves, by priority, then by enqueueing. */
  final SlotHeap front = new SlotHeap(new SlotHeap.Places());

  final Gates gates = new Gates();
  final Endings endings;

  /** A key without jobs whose rate remembers something until then. */
  private record Fading(KeyState key, long untilNanos) {}

  private final PriorityQueue<Fading> fading =
      new PriorityQueue<>(Comparator.comparingLong(Fading::untilNanos));

  /** By slot. */
  private @Nullable Lane[] lanes = new Lane[16];

  /** Of the job that was last looked at, as the next one is often alike; it may be gone since. */
  private @Nullable Lane lastLane;

  /** By number of the queue: which slot stands in the front for it, or NONE. */
  private int[] fronts = {};

  private long clockMillis;

  Queues(
      JobTable table, SlotHeap.Places jobPlaces, SlotHeap.Ties byEnqueueing, Retention retention) {
    this.table = table;
    this.jobPlaces = jobPlaces;
    this.byEnqueueing = byEnqueueing;
    this.endings = new Endings(gates, retention);
  }

  // ---- queues, keys, lanes

  @Nullable QueueState find(String name) {
    return byName.get(name);
  }

  QueueState findOrAdd(String name) {
    QueueState found = byName.get(name);
    if (found != null) {
      return found;
    }
    QueueState[] self = new QueueState[1];
    QueueState added =
        new QueueState(
            gates.newNumber(),
            name,
            (slot, other) -> headPrecedes(self[0], slot, other),
            new SlotHeap(jobPlaces, byEnqueueing),
            new SlotHeap(jobPlaces, byEnqueueing));
    self[0] = added;
    gates.add(added);
    if (added.number >= fronts.length) {
      int length = fronts.length;
      fronts = Arrays.copyOf(fronts, Math.max(16, added.number + (added.number >> 1) + 1));
      Arrays.fill(fronts, length, fronts.length, JobTable.NONE);
    }
    fronts[added.number] = JobTable.NONE;
    byName.put(name, added);
    return added;
  }

  KeyState findOrAddKey(QueueState queue, String name) {
    KeyState found = queue.keys.get(name);
    if (found == null) {
      found = new KeyState(gates.newNumber(), queue, name);
      gates.add(found);
      queue.keys.put(name, found);
    }
    return found;
  }

  /** The description of a job with the address that the others of its lane have. */
  JobSpec share(JobSpec spec) {
    return spec.sharing(laneFor(spec).address);
  }

  private Lane laneFor(JobSpec spec) {
    Lane last = lastLane;
    if (last != null && last.members > 0 && last.isFor(spec)) {
      return last;
    }
    lastLane = findOrAddLane(spec);
    return lastLane;
  }

  private Lane findOrAddLane(JobSpec spec) {
    KeyState key = findOrAddKey(findOrAdd(spec.queue()), spec.key());
    for (Lane lane : key.lanes) {
      if (lane.type().equals(spec.type())) {
        return lane;
      }
    }
    Heads heads = headsFor(key.queue, spec.type());
    Lane lane = new Lane(key, heads, spec.address(), new SlotHeap(jobPlaces, byEnqueueing));
    heads.lanes++;
    key.lanes.add(lane);
    return lane;
  }

  private Heads headsFor(QueueState queue, String type) {
    for (Heads heads : queue.types) {
      if (heads.type.equals(type)) {
        return heads;
      }
    }
    SlotHeap.Ties order = (slot, other) -> headPrecedes(queue, slot, other);
    Heads heads = new Heads(type, new SlotHeap(headPlaces, order));
    queue.types.add(heads);
    return heads;
  }

  Lane lane(int slot) {
    Lane lane = lanes[slot];
    if (lane == null) {
      throw new IllegalStateException("slot " + slot + " has no lane");
    }
    return lane;
  }

  QueueState queue(int slot) {
    return lane(slot).key.queue;
  }

  // ---- jobs come, change and go

  /** A job got this slot. */
  void add(int slot, Job job) {
    if (slot >= lanes.length) {
      lanes = Arrays.copyOf(lanes, slot + (slot >> 1) + 1);
    }
    Lane lane = laneFor(job.spec());
    lanes[slot] = lane;
    lane.members++;
    lane.key.members++;
    lane.key.queue.members++;
    if (!lane.key.isActive()) {
      lane.key.turn = lane.key.queue.turn;
    }
    enter(slot, job);
  }

  /** A job is forgotten. */
  void remove(int slot, Job job) {
    leave(slot, job);
    Lane lane = lane(slot);
    lanes[slot] = null;
    lane.members--;
    lane.key.members--;
    lane.key.queue.members--;
    settle(lane);
    dropIfUnused(lane);
  }

  private void dropIfUnused(Lane lane) {
    KeyState key = lane.key;
    if (lane.members == 0) {
      key.lanes.remove(lane);
      lane.heads.lanes--;
      if (lane.heads.lanes == 0) {
        key.queue.types.remove(lane.heads);
      }
    }
    dropIfUnused(key);
    dropIfUnused(key.queue);
  }

  /** A key without jobs is dropped once its rate remembers nothing. */
  private void dropIfUnused(KeyState key) {
    if (key.members > 0 || key.fading) {
      return;
    }
    if (key.hasArrival(clockMillis)) {
      key.fading = true;
      fading.add(new Fading(key, key.arrivalNanos));
    } else {
      key.queue.keys.remove(key.name);
      gates.remove(key);
    }
  }

  private void dropIfUnused(QueueState queue) {
    if (queue.members > 0) {
      return;
    }
    queue.turn = 0;
    if (queue.keys.isEmpty() && queue.isForgettable(clockMillis)) {
      endings.keeping.drop(queue.number);
      byName.remove(queue.name);
      gates.remove(queue);
    }
  }

  /** The job of this slot changes from one version to the next. */
  void change(int slot, Job from, Job to) {
    Lane lane = lane(slot);
    boolean active = lane.key.isActive();
    leave(slot, from);
    enter(slot, to);
    if (!active && lane.key.isActive()) {
      lane.key.turn = lane.key.queue.turn;
    }
    settle(lane);
  }

  private void enter(int slot, Job job) {
    Lane lane = lane(slot);
    QueueState queue = lane.key.queue;
    queue.counts.add(job.state(), 1);
    switch (job.state()) {
      case PENDING -> {
        lane.jobs.add(slot, queue.serviceKey(job));
        lane.key.pending++;
        queue.pending++;
      }
      case IN_FLIGHT -> {
        lane.key.inFlight++;
        queue.inFlight++;
      }
      case SCHEDULED, BLOCKED, COMPLETED, DEAD, CANCELLED -> {}
    }
  }

  private void leave(int slot, Job job) {
    Lane lane = lane(slot);
    QueueState queue = lane.key.queue;
    queue.counts.add(job.state(), -1);
    switch (job.state()) {
      case PENDING -> {
        lane.jobs.remove(slot);
        lane.key.pending--;
        queue.pending--;
      }
      case IN_FLIGHT -> {
        lane.key.inFlight--;
        queue.inFlight--;
      }
      case COMPLETED, DEAD, CANCELLED -> endings.release(queue, slot, job);
      case SCHEDULED, BLOCKED -> {}
    }
  }

  /**
   * A job is about to be handed out: a rate counts it, and its key has had its turn. The change of
   * the job, which must follow, brings the storeys into agreement.
   */
  void pass(int slot, long atMillis) {
    KeyState key = lane(slot).key;
    key.pass(atMillis);
    key.queue.pass(atMillis);
    if (key.queue.settings.fair()) {
      key.turn = ++key.queue.turn;
    }
  }

  // ---- the storeys

  /** Brings all storeys into agreement with what has become of a lane. */
  void settle(Lane lane) {
    KeyState key = lane.key;
    boolean keyMatters = key.concurrencyMax() > 0 || !key.rate().isUnlimited();
    if (keyMatters || key.queue.settings.fair()) {
      key.lanes.forEach(this::settleHead);
      gates.throttle(key, clockMillis);
    } else {
      settleHead(lane);
    }
    settleFront(key.queue);
  }

  private void settleHead(Lane lane) {
    boolean stands = !lane.jobs.isEmpty() && lane.key.isOpen(clockMillis);
    int head = stands ? lane.jobs.first() : JobTable.NONE;
    SlotHeap heads = lane.heads.jobs;
    if (lane.head != JobTable.NONE && lane.head != head) {
      heads.remove(lane.head);
    }
    lane.head = head;
    if (stands) {
      boolean fair = lane.key.queue.settings.fair();
      heads.put(head, fair ? lane.key.turn : lane.jobs.firstKey());
    }
  }

  private void settleFront(QueueState queue) {
    gates.throttle(queue, clockMillis);
    int stood = fronts[queue.number];
    int stands = queue.serves(clockMillis) ? queue.first() : JobTable.NONE;
    if (stood != stands) {
      if (stood != JobTable.NONE) {
        front.remove(stood);
      }
      if (stands != JobTable.NONE) {
        front.add(stands, QueueState.strictKey(table.get(stands)));
      }
      fronts[queue.number] = stands;
    }
  }

  private boolean headPrecedes(QueueState queue, int slot, int other) {
    long key = queue.serviceKey(table.get(slot));
    long otherKey = queue.serviceKey(table.get(other));
    return key != otherKey ? key < otherKey : byEnqueueing.precedes(slot, other);
  }

  /** Time has passed: what a rate held up may go on. */
  void advanceClock(long toMillis) {
    clockMillis = toMillis;
    while (!gates.throttled.isEmpty() && gates.throttled.firstKey() <= toMillis) {
      Gate gate = gates.get(gates.throttled.first());
      gates.throttled.remove(gate.number);
      switch (gate) {
        case QueueState queue -> settleFront(queue);
        case KeyState key -> {
          key.lanes.forEach(this::settleHead);
          settleFront(key.queue);
        }
      }
    }
    while (!fading.isEmpty() && fading.element().untilNanos() <= Rate.nanos(toMillis)) {
      KeyState key = fading.remove().key();
      if (key.queue.keys.get(key.name) == key) { // else it has gone long since
        key.fading = false;
        dropIfUnused(key);
        dropIfUnused(key.queue);
      }
    }
  }

  // ---- settings

  void setMode(QueueState queue, QueueMode mode) {
    queue.mode = mode;
    settleFront(queue);
    dropIfUnused(queue);
  }

  /** New settings may give every job that waits another place. */
  void configure(QueueState queue, QueueSettings settings) {
    List<Lane> all = queue.keys.values().stream().flatMap(key -> key.lanes.stream()).toList();
    for (Lane lane : all) {
      if (lane.head != JobTable.NONE) {
        lane.heads.jobs.remove(lane.head);
        lane.head = JobTable.NONE;
      }
    }
    boolean reorders = queue.settings.agingMillis() != settings.agingMillis();
    queue.settings = settings;
    queue.arrivalNanos = settings.rate().carriedOver(queue.arrivalNanos, clockMillis);
    for (KeyState key : List.copyOf(queue.keys.values())) {
      key.arrivalNanos = settings.keyRate().carriedOver(key.arrivalNanos, clockMillis);
      gates.throttle(key, clockMillis);
      key.fading &= key.hasArrival(clockMillis);
      dropIfUnused(key);
    }
    for (Lane lane : all) {
      if (reorders) {
        for (int slot : lane.jobs.toArray()) {
          lane.jobs.put(slot, queue.serviceKey(table.get(slot)));
        }
      }
      settleHead(lane);
    }
    settleFront(queue);
    endings.refresh(queue);
    dropIfUnused(queue);
  }

  /** This job has ended and nobody waits for it: it may be forgotten when its time has come. */
  void keep(int slot, Job job) {
    endings.keep(queue(slot), slot, job);
  }

  /** This job is not to be forgotten. */
  void release(int slot, Job job) {
    endings.release(queue(slot), slot, job);
  }

  /** How many levels slots have moved: the steps of lanes that are gone do not count. */
  long indexSteps() {
    long steps = front.steps() + gates.throttled.steps() + endings.keeping.steps();
    for (QueueState queue : byName.values()) {
      steps += queue.finished.steps() + queue.dead.steps();
      for (Heads heads : queue.types) {
        steps += heads.jobs.steps();
      }
      for (KeyState key : queue.keys.values()) {
        for (Lane lane : key.lanes) {
          steps += lane.jobs.steps();
        }
      }
    }
    return steps;
  }

  // ---- for images

  List<MachineImage.Queue> image() {
    List<MachineImage.Queue> all = new ArrayList<>();
    for (QueueState queue : byName.values()) {
      List<MachineImage.Key> keys = imageOfKeys(queue);
      boolean plain =
          queue.mode == QueueMode.OPEN
              && queue.settings.equals(QueueSettings.DEFAULTS)
              && queue.turn == 0
              && !queue.hasArrival(clockMillis);
      if (!plain || !keys.isEmpty()) {
        long arrival = queue.hasArrival(clockMillis) ? queue.arrivalNanos : 0;
        all.add(
            new MachineImage.Queue(
                queue.name, queue.mode, queue.settings, arrival, queue.turn, keys));
      }
    }
    return all;
  }

  private List<MachineImage.Key> imageOfKeys(QueueState queue) {
    boolean ratesKeys = !queue.settings.keyRate().isUnlimited();
    if (!ratesKeys && queue.turn == 0) {
      return List.of();
    }
    List<MachineImage.Key> keys = new ArrayList<>();
    for (KeyState key : queue.keys.values()) {
      long arrival = key.hasArrival(clockMillis) ? key.arrivalNanos : 0;
      long turn = key.isActive() ? key.turn : 0;
      if (arrival != 0 || turn != 0) {
        keys.add(new MachineImage.Key(key.name, arrival, turn));
      }
    }
    return keys;
  }

  /** Before any job is there. */
  void restore(List<MachineImage.Queue> images) {
    for (MachineImage.Queue image : images) {
      QueueState queue = findOrAdd(image.name());
      queue.mode = image.mode();
      queue.settings = image.settings();
      queue.arrivalNanos = image.arrivalNanos();
      queue.turn = image.turn();
      for (MachineImage.Key key : image.keys()) {
        findOrAddKey(queue, key.name()).arrivalNanos = key.arrivalNanos();
      }
    }
  }

  /** When all jobs are there. */
  void restoreTurns(List<MachineImage.Queue> images) {
    for (MachineImage.Queue image : images) {
      QueueState queue = findOrAdd(image.name());
      for (KeyState key : queue.keys.values()) {
        key.turn = 0;
      }
      for (MachineImage.Key key : image.keys()) {
        KeyState state = findOrAddKey(queue, key.name());
        state.turn = key.turn();
        dropIfUnused(state);
      }
      for (KeyState key : queue.keys.values()) {
        key.lanes.forEach(this::settle);
      }
    }
  }
}
