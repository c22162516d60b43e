package dev.holdfast.examples;

import dev.holdfast.core.Command;
import dev.holdfast.core.Decision;
import dev.holdfast.core.Event;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.core.Payload;
import java.util.ArrayList;
import java.util.List;

/** The rules of the queue as a value: no disk, no threads, and the time is an argument. */
public final class StateMachineAlone {

  private final JobMachine machine = new JobMachine(Limits.defaults());
  private final List<Event> log = new ArrayList<>();

  private StateMachineAlone() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    JobId job = new JobId("job-1");
    StateMachineAlone queue = new StateMachineAlone();
    queue.ask(1_000, new Command.Enqueue(List.of(JobSpec.of(job, Payload.EMPTY))));
    queue.ask(1_000, new Command.Reserve("alice"));
    // Alice's lease of three seconds runs out, and Bob gets the job as attempt 2.
    queue.ask(4_000, new Command.Expire(10, 0));
    queue.ask(4_000, new Command.Reserve("bob"));
    // Alice is late: her attempt no longer holds the job. Bob's does.
    queue.ask(4_500, new Command.Ack(job, 1));
    queue.ask(4_600, new Command.Ack(job, 2));
    queue.replayTwice();
  }

  /** Decide, then apply: between the two, a real queue writes the events to its log. */
  private void ask(long nowMillis, Command command) {
    switch (machine.decide(command, nowMillis)) {
      case Decision.Accepted accepted -> {
        for (Event event : accepted.events()) {
          log.add(event);
          machine.apply(event, log.size());
          IO.println("%d %s".formatted(log.size(), event.wireName()));
        }
      }
      case Decision.Rejected rejected -> IO.println("refused: " + rejected.reason());
    }
  }

  /** The log is the whole truth, and to read a part of it again changes nothing. */
  private void replayTwice() {
    JobMachine replayed = new JobMachine(Limits.defaults());
    for (int time = 1; time <= 2; time++) {
      for (int i = 0; i < log.size(); i++) {
        replayed.apply(log.get(i), i + 1);
      }
    }
    replayed.validate();
    IO.println("replayed twice, the same: " + replayed.stats().equals(machine.stats()));
  }
}
