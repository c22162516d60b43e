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
 * key and type; the heads of a queue order its lanes; the front orders the queues. A lane has its
 * first job among the heads while its key is open, a queue the first of its heads in the front
 * while it is open. What a rate holds up stands among the throttled until it may go on.
 *
 * <p>All of it is worked out from the jobs, the settings and the clock; only the arrival times of
 * rates and the turns of keys are state of their own.
 */
final class Queues {
  private final JobTable table;
  private final SlotHeap.Places jobPlaces;
  private final SlotHeap.Places headPlaces = new SlotHeap.Places();
  private final SlotHeap.Ties byEnqueueing;
  private final Retention retention;

  /** In the order of names. */
  final TreeMap<String, QueueState> byName = new TreeMap<>();

  /** The first head of each queue that serves, by priority, then by enqueueing. */
  final SlotHeap front = new SlotHeap(new SlotHeap.Places());

  /** The number of each gate whose rate holds jobs up, in the order of the moments of opening. */
  final SlotHeap throttled = new SlotHeap(new SlotHeap.Places());

  /** The number of each queue with ended jobs that will be forgotten, by the moment of that. */
  final SlotHeap keeping = new SlotHeap(new SlotHeap.Places());

  private @Nullable Gate[] gates = new Gate[16];
  private int gateBound;
  private final ArrayList<Integer> freeGates = new ArrayList<>();

  /** A key without jobs whose rate remembers something until then. */
  private record Fading(KeyState key, long untilNanos) {}

  private final PriorityQueue<Fading> fading =
      new PriorityQueue<>(Comparator.comparingLong(Fading::untilNanos));

  /** By slot. */
  private @Nullable Lane[] lanes = new Lane[16];

  /** By number of the queue: which slot stands in the front for it, or NONE. */
  private int[] fronts = {};

  private long clockMillis;

  Queues(
      JobTable table, SlotHeap.Places jobPlaces, SlotHeap.Ties byEnqueueing, Retention retention) {
    this.table = table;
    this.jobPlaces = jobPlaces;
    this.byEnqueueing = byEnqueueing;
    this.retention = retention;
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
    SlotHeap heads = new SlotHeap(headPlaces, (slot, other) -> headPrecedes(self[0], slot, other));
    QueueState added =
        new QueueState(
            newGateNumber(),
            name,
            heads,
            new SlotHeap(jobPlaces, byEnqueueing),
            new SlotHeap(jobPlaces, byEnqueueing));
    self[0] = added;
    gates[added.number] = added;
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
      found = new KeyState(newGateNumber(), queue, name);
      gates[found.number] = found;
      queue.keys.put(name, found);
    }
    return found;
  }

  /** The description of a job with the strings that the others of its queue and type have. */
  JobSpec share(JobSpec spec) {
    Lane lane = laneFor(spec);
    return spec.sharing(lane.key.queue.name, lane.type);
  }

  private Lane laneFor(JobSpec spec) {
    KeyState key = findOrAddKey(findOrAdd(spec.queue()), spec.key());
    for (Lane lane : key.lanes) {
      if (lane.type.equals(spec.type())) {
        return lane;
      }
    }
    Lane lane = new Lane(key, spec.type(), new SlotHeap(jobPlaces, byEnqueueing));
    key.lanes.add(lane);
    return lane;
  }

  private int newGateNumber() {
    if (!freeGates.isEmpty()) {
      return freeGates.removeLast();
    }
    if (gateBound == gates.length) {
      gates = Arrays.copyOf(gates, gateBound + (gateBound >> 1));
    }
    return gateBound++;
  }

  private void freeGate(Gate gate) {
    throttled.drop(gate.number);
    gates[gate.number] = null;
    freeGates.add(gate.number);
  }

  private Gate gate(int number) {
    Gate gate = gates[number];
    if (gate == null) {
      throw new IllegalStateException("there is no gate " + number);
    }
    return gate;
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
    }
    if (key.members == 0) {
      if (key.hasArrival(clockMillis)) {
        fading.add(new Fading(key, key.arrivalNanos));
      } else {
        drop(key);
      }
    }
    dropIfUnused(key.queue);
  }

  private void drop(KeyState key) {
    key.queue.keys.remove(key.name);
    freeGate(key);
  }

  private void dropIfUnused(QueueState queue) {
    if (queue.members > 0) {
      return;
    }
    queue.turn = 0;
    if (queue.keys.isEmpty() && queue.isForgettable(clockMillis)) {
      keeping.drop(queue.number);
      byName.remove(queue.name);
      freeGate(queue);
    }
  }

  /** The job of this slot changes from one version to the next. */
  void change(int slot, Job from, Job to) {
    leave(slot, from);
    enter(slot, to);
    settle(lane(slot));
  }

  private void enter(int slot, Job job) {
    Lane lane = lane(slot);
    QueueState queue = lane.key.queue;
    queue.counts.add(job.state(), 1);
    switch (job.state()) {
      case PENDING -> {
        activate(lane.key);
        lane.jobs.add(slot, queue.serviceKey(job));
        lane.key.pending++;
        queue.pending++;
      }
      case IN_FLIGHT -> {
        activate(lane.key);
        lane.key.inFlight++;
        queue.inFlight++;
      }
      case SCHEDULED, BLOCKED, COMPLETED, DEAD, CANCELLED -> {}
    }
  }

  private static void activate(KeyState key) {
    if (!key.isActive()) {
      key.turn = key.queue.turn;
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
      case COMPLETED, DEAD, CANCELLED -> release(slot, job);
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
      throttle(key);
    } else {
      settleHead(lane);
    }
    settleFront(key.queue);
  }

  private void settleHead(Lane lane) {
    QueueState queue = lane.key.queue;
    boolean stands = !lane.jobs.isEmpty() && lane.key.isOpen(clockMillis);
    int head = stands ? lane.jobs.first() : JobTable.NONE;
    if (lane.head != JobTable.NONE && lane.head != head) {
      queue.heads.remove(lane.head);
    }
    lane.head = head;
    if (stands) {
      queue.heads.put(head, queue.settings.fair() ? lane.key.turn : lane.jobs.firstKey());
    }
  }

  private void settleFront(QueueState queue) {
    throttle(queue);
    int stood = fronts[queue.number];
    int stands = queue.serves(clockMillis) ? queue.heads.first() : JobTable.NONE;
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

  private void throttle(Gate gate) {
    if (gate.rate().isUnlimited()) {
      throttled.drop(gate.number);
      return;
    }
    long opensAt = gate.opensAtMillis();
    if (gate.pending > 0 && opensAt > clockMillis) {
      throttled.put(gate.number, opensAt);
    } else {
      throttled.drop(gate.number);
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
    while (!throttled.isEmpty() && throttled.firstKey() <= toMillis) {
      Gate gate = gate(throttled.first());
      throttled.remove(gate.number);
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
      boolean lives = key.queue.keys.get(key.name) == key;
      if (lives && key.members == 0 && !key.hasArrival(toMillis)) {
        drop(key);
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
        queue.heads.remove(lane.head);
        lane.head = JobTable.NONE;
      }
    }
    boolean reorders = queue.settings.agingMillis() != settings.agingMillis();
    queue.settings = settings;
    if (settings.rate().isUnlimited()) {
      queue.arrivalNanos = 0;
    }
    for (KeyState key : queue.keys.values()) {
      key.arrivalNanos = settings.keyRate().isUnlimited() ? 0 : key.arrivalNanos;
      throttle(key);
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
    refreshKeeping(queue);
    dropIfUnused(queue);
  }

  // ---- what has ended

  /** This job has ended and nobody waits for it: it may be forgotten when its time has come. */
  void keep(int slot, Job job) {
    QueueState queue = queue(slot);
    heapOf(queue, job).put(slot, job.changedAtMillis());
    refreshKeeping(queue);
  }

  /** This job is not to be forgotten, or is forgotten now. */
  void release(int slot, Job job) {
    QueueState queue = queue(slot);
    heapOf(queue, job).drop(slot);
    refreshKeeping(queue);
  }

  private static SlotHeap heapOf(QueueState queue, Job job) {
    return job.state() == JobState.DEAD ? queue.dead : queue.finished;
  }

  private void refreshKeeping(QueueState queue) {
    long due = Math.min(finishedDue(queue), deadDue(queue));
    if (due == Long.MAX_VALUE) {
      keeping.drop(queue.number);
    } else {
      keeping.put(queue.number, due);
    }
  }

  /** When the queue has a finished job too many or too old; 0 is now. */
  long finishedDue(QueueState queue) {
    Retention rule = retention(queue);
    return due(queue.finished, rule.finishedMax(), rule.finishedMillis());
  }

  /** The same of its dead jobs. */
  long deadDue(QueueState queue) {
    Retention rule = retention(queue);
    return due(queue.dead, rule.deadMax(), rule.deadMillis());
  }

  private static long due(SlotHeap ended, int max, long millis) {
    if (ended.size() > max) {
      return 0;
    }
    boolean forEver = ended.isEmpty() || millis > Long.MAX_VALUE - ended.firstKey();
    return forEver ? Long.MAX_VALUE : ended.firstKey() + millis;
  }

  Retention retention(QueueState queue) {
    return queue.settings.retention().orElse(retention);
  }

  QueueState keeper(int number) {
    return (QueueState) gate(number);
  }

  /** How many levels slots have moved: the steps of lanes that are gone do not count. */
  long indexSteps() {
    long steps = front.steps() + throttled.steps() + keeping.steps();
    for (QueueState queue : byName.values()) {
      steps += queue.heads.steps() + queue.finished.steps() + queue.dead.steps();
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
        if (state.members == 0) {
          fading.add(new Fading(state, state.arrivalNanos));
        }
      }
      for (KeyState key : queue.keys.values()) {
        key.lanes.forEach(this::settle);
      }
    }
  }
}
