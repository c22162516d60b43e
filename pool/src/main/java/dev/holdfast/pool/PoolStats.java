package dev.holdfast.pool;

/**
 * What a pool has done since it was created. Exact while nobody uses the pool, else a reading that
 * is a few operations wide.
 *
 * @param pool the name of the pool
 * @param gets objects lent, idle or new
 * @param puts objects that came back, kept or not
 * @param created objects that were made because none was idle
 * @param dropped objects that came back and found no room
 * @param discarded objects given up because they were invalid, broken, unused for long, or idle
 *     when the pool was closed
 * @param idle objects that lie in the pool
 * @param bytesIdle bytes in them; 0 for a pool that does not count bytes
 * @param bytesOutstanding bytes in objects that are out; 0 for a pool that does not count bytes, or
 *     whose objects change their size while they are out
 * @param leaked sampled objects that were collected without having been released
 */
public record PoolStats(
    String pool,
    long gets,
    long puts,
    long created,
    long dropped,
    long discarded,
    int idle,
    long bytesIdle,
    long bytesOutstanding,
    long leaked) {

  /** Objects that are out, those included that leaked unseen. */
  public long outstanding() {
    return gets - puts;
  }

  /** The part of all gets that had to make a new object, 0 to 1. */
  public double missRate() {
    return gets == 0 ? 0 : (double) created / gets;
  }

  PoolStats plus(PoolStats other) {
    return new PoolStats(
        pool,
        gets + other.gets,
        puts + other.puts,
        created + other.created,
        dropped + other.dropped,
        discarded + other.discarded,
        idle + other.idle,
        bytesIdle + other.bytesIdle,
        bytesOutstanding + other.bytesOutstanding,
        leaked + other.leaked);
  }

  PoolStats plusBytesOutstanding(long more) {
    return new PoolStats(
        pool,
        gets,
        puts,
        created,
        dropped,
        discarded,
        idle,
        bytesIdle,
        bytesOutstanding + more,
        leaked);
  }
}
