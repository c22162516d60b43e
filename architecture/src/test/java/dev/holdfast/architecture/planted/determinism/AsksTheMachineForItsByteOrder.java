package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.Planted.Violation;
import java.nio.ByteOrder;

@Violation
final class AsksTheMachineForItsByteOrder {
  ByteOrder order() {
    return ByteOrder.nativeOrder();
  }
}
