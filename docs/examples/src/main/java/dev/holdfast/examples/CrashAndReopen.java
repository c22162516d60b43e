package dev.holdfast.examples;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineFailedException;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.JsonPayload;
import dev.holdfast.engine.Lease;
import dev.holdfast.storage.sim.SimulatedDisk;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The whole queue on a simulated disk, for tests of your own: pull the plug, and look. */
public final class CrashAndReopen {

  private CrashAndReopen() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    SimulatedDisk disk = SimulatedDisk.withSeed(1);
    Engine engine = open(disk);
    engine.enqueue(List.of(job("one"), job("two"))).join();
    Lease lease = engine.reserve("worker", 1, Duration.ZERO).join().getFirst();
    engine.ack(lease).join();
    IO.println("acknowledged: " + lease.id());

    // What was not synced is lost, as on a bad day. What was acknowledged is not.
    SimulatedDisk found = disk.powerOff().restartLosingAll();
    try {
      engine.close();
    } catch (EngineFailedException e) {
      IO.println("the old engine: its disk is gone");
    }
    try (Engine reopened = open(found)) {
      IO.println("completed: " + reopened.stats().completed());
      IO.println("pending: " + reopened.stats().pending());
    }
  }

  private static Engine open(SimulatedDisk disk) {
    return Engine.open(
        disk, disk, EngineConfig.defaults(), InstantSource.system(), EngineListener.NONE);
  }

  private static JobSpec job(String name) {
    return JobSpec.of(new JobId(name), JsonPayload.parse("{}"));
  }
}
