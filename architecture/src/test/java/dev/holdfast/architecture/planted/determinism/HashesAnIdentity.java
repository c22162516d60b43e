package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;

@Violation
final class HashesAnIdentity {
  int hash(Object key) {
    return System.identityHashCode(key);
  }
}
