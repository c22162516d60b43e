package dev.holdfast.architecture.planted.hashorder;

import dev.holdfast.architecture.planted.Violation;
import java.util.HashMap;
import java.util.Map;

@Violation
final class SharesAField {
  final Map<String, String> names = new HashMap<>();
}
