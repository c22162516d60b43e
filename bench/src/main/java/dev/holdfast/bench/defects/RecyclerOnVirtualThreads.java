package dev.holdfast.bench.defects;

import io.netty.util.Recycler;

/** A pool by thread has nothing for a thread that is new for each task. */
public final class RecyclerOnVirtualThreads {
  private RecyclerOnVirtualThreads() {}

  /** Shows it. */
  public static void main(String[] args) throws Exception {
    System.out.println(find());
  }

  static Finding find() throws InterruptedException {
    VirtualThreadReuse reuse = new VirtualThreadReuse();
    Recycler<Recycled> recycler =
        new Recycler<>() {
          @Override
          protected Recycled newObject(Handle<Recycled> handle) {
            reuse.made();
            return new Recycled(handle);
          }
        };
    return reuse.find(
        "Netty's Recycler",
        () -> {
          Recycled object = recycler.get();
          object.handle.recycle(object);
        });
  }

  private record Recycled(Recycler.Handle<Recycled> handle) {}
}
