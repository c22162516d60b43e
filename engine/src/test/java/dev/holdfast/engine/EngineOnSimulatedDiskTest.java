package dev.holdfast.engine;

import dev.holdfast.storage.Directory;
import dev.holdfast.storage.sim.SimulatedDisk;

class EngineOnSimulatedDiskTest extends EngineContract {
  private final SimulatedDisk disk = SimulatedDisk.withSeed(33);

  @Override
  Directory directory() {
    return disk;
  }
}
