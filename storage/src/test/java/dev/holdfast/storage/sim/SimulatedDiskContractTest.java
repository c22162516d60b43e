package dev.holdfast.storage.sim;

import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DirectoryContract;

/** Without faults, the simulated disk is a disk like any other. */
class SimulatedDiskContractTest extends DirectoryContract {
  @Override
  protected Directory newDirectory() {
    return SimulatedDisk.withSeed(1);
  }
}
