package dev.holdfast.engine;

import dev.holdfast.storage.Directory;
import dev.holdfast.storage.sim.SimulatedDisk;
import org.junit.jupiter.api.Nested;

class EngineOnSimulatedDiskTest {
  private final SimulatedDisk disk = SimulatedDisk.withSeed(33);

  @Nested
  class Jobs extends EngineJobsContract {
    @Override
    Directory directory() {
      return disk;
    }
  }

  @Nested
  class Queues extends EngineQueuesContract {
    @Override
    Directory directory() {
      return disk;
    }
  }
}
