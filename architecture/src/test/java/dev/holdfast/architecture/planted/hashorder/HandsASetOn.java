package dev.holdfast.architecture.planted.hashorder;

import dev.holdfast.architecture.planted.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

@Violation
final class HandsASetOn {
  List<String> distinct(String name) {
    HashSet<String> names = new HashSet<>();
    names.add(name);
    return new ArrayList<>(names);
  }
}
