package dev.holdfast.architecture.planted.nullness.unmarked;

final class Unmarked {}
