package dev.holdfast.engine.simulation;

import dev.holdfast.core.Command;
import dev.holdfast.core.Decision;
import dev.holdfast.core.Event;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.Limits;
import dev.holdfast.core.MachineImage;
import dev.holdfast.engine.VirtualEngine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The states that the engine went through since its last sync. Whichever of them a crash leaves,
 * the engine must come back to exactly that, but for what its beginning does to the leases of the
 * dead.
 */
final class Shadows {
  private static final int SETTLED = 1000;

  private final Map<Long, MachineImage> bySeq = new HashMap<>();
  private long checked;

  /** Only an event changes the state: what was kept for the last one is still right. */
  void keep(JobMachine machine) {
    bySeq.computeIfAbsent(machine.lastSeq(), _ -> machine.image());
  }

  void clear() {
    bySeq.clear();
  }

  /** How many times a state was recognised after a crash. */
  long checked() {
    return checked;
  }

  /** A crash may also end in the middle of what one step did; then there is nothing to compare. */
  void check(VirtualEngine engine) {
    MachineImage was = bySeq.get(engine.engine().recovery().lastSeq());
    if (was == null) {
      return;
    }
    checked++;
    JobMachine machine = JobMachine.restore(Limits.defaults(), was);
    long now = engine.now().toEpochMilli();
    List<Event> events = interrupt(machine, now);
    while (!events.isEmpty()) {
      for (Event event : events) {
        machine.apply(event, machine.lastSeq() + 1);
      }
      events = interrupt(machine, now);
    }
    if (!machine.image().equals(engine.machine().image())) {
      throw new AssertionError(
          "recovered to record %d, but not to the state that it had there: %s, not %s"
              .formatted(was.lastSeq(), difference(machine.image(), engine), "as before"));
    }
  }

  private static String difference(MachineImage expected, VirtualEngine engine) {
    MachineImage found = engine.machine().image();
    for (int i = 0; i < Math.min(expected.jobs().size(), found.jobs().size()); i++) {
      if (!expected.jobs().get(i).equals(found.jobs().get(i))) {
        return found.jobs().get(i) + " instead of " + expected.jobs().get(i);
      }
    }
    return "%s with %s and %s instead of %s with %s and %s"
        .formatted(
            found,
            found.queues(),
            found.forgotten(),
            expected,
            expected.queues(),
            expected.forgotten());
  }

  private static List<Event> interrupt(JobMachine machine, long now) {
    return switch (machine.decide(new Command.Interrupt(SETTLED), now)) {
      case Decision.Accepted accepted -> accepted.events();
      case Decision.Rejected refusal -> throw new AssertionError(refusal);
    };
  }
}
