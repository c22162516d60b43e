package dev.holdfast.bench.defects;

/** A buffer kept in a ThreadLocal is made anew for each virtual thread. */
public final class ThreadLocalOnVirtualThreads {
  private ThreadLocalOnVirtualThreads() {}

  /** Shows it. */
  public static void main(String[] args) throws Exception {
    System.out.println(find());
  }

  static Finding find() throws InterruptedException {
    VirtualThreadReuse reuse = new VirtualThreadReuse();
    ThreadLocal<byte[]> buffers =
        ThreadLocal.withInitial(() -> {
          reuse.made();
          return new byte[1024];
        });
    return reuse.find("a ThreadLocal buffer", buffers::get);
  }
}
