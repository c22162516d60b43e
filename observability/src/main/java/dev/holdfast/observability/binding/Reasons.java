package dev.holdfast.observability.binding;

import dev.holdfast.concurrency.Refusal;
import java.util.Locale;

/** How refusals are told apart in labels. */
final class Reasons {
  private Reasons() {}

  static String of(Refusal refusal) {
    return refusal.reason().name().toLowerCase(Locale.ROOT);
  }
}
