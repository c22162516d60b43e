package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;
import java.nio.ByteOrder;

@Violation
final class AsksTheMachineForItsByteOrder {
  ByteOrder order() {
    return ByteOrder.nativeOrder();
  }
}
