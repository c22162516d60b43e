package dev.holdfast.pool.internal;

/**
 * Two cache lines in front of a magazine's fields, so that two magazines that lie side by side in
 * memory do not slow each other down. A superclass, because the JVM reorders fields within a class.
 */
abstract class MagazinePadding {
  int p00; // or the JVM would put a field of the magazine beside the object's header
  long p01;
  long p02;
  long p03;
  long p04;
  long p05;
  long p06;
  long p07;
  long p08;
  long p09;
  long p10;
  long p11;
  long p12;
  long p13;
  long p14;
  long p15;
}
