package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** A machine with its log in a list: what an engine is, without disk, clock and threads. */
final class LoggedMachine {
  private final Limits limits;
  private final List<Event> log = new ArrayList<>();
  private JobMachine machine;

  LoggedMachine(Limits limits) {
    this.limits = limits;
    this.machine = new JobMachine(limits);
  }

  JobMachine machine() {
    return machine;
  }

  /** Event n of the log has number n + 1. */
  List<Event> log() {
    return log;
  }

  /** Decides, logs, applies, and checks what must hold whatever the command is. */
  Decision execute(Command command, long nowMillis) {
    MachineImage before = machine.image();
    Decision decision = machine.decide(command, nowMillis);
    assertThat(machine.image()).as("deciding changes nothing").isEqualTo(before);
    assertThat(machine.decide(command, nowMillis)).as("decided again").isEqualTo(decision);
    if (decision instanceof Decision.Accepted accepted) {
      for (Event event : accepted.events()) {
        log.add(event);
        machine.apply(event, log.size());
        machine.validate();
      }
    }
    return decision;
  }

  /** The process dies, and with it the last events of the log, which were not yet on disk. */
  void crash(int eventsLost) {
    log.subList(log.size() - eventsLost, log.size()).clear();
    machine = replayed();
  }

  /** A fresh machine to which the log was applied. */
  JobMachine replayed() {
    JobMachine fresh = new JobMachine(limits);
    replay(0, log.size(), fresh);
    return fresh;
  }

  /** Applies the events at these places of the log to a machine. */
  void replay(int from, int to, JobMachine target) {
    for (int i = from; i < to; i++) {
      target.apply(log.get(i), i + 1);
    }
  }

  /** The machine goes on from an image of itself. */
  void restart() {
    machine = restored(machine.image());
    machine.validate();
  }

  /** A machine in the state of this image. */
  JobMachine restored(MachineImage image) {
    return JobMachine.restore(limits, image);
  }
}
