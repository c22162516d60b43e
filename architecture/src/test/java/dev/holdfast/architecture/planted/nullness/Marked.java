package dev.holdfast.architecture.planted.nullness;

final class Marked {}
