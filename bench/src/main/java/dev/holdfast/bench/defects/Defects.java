package dev.holdfast.bench.defects;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** All of them by name. */
public final class Defects {
  private Defects() {}

  /** Runs those that are named, or all. */
  public static void main(String[] args) throws Exception {
    for (var program : all().entrySet()) {
      if (args.length == 0 || List.of(args).contains(program.getKey())) {
        System.out.println(program.getKey() + " " + program.getValue().call());
      }
    }
  }

  static Map<String, Callable<Finding>> all() {
    Map<String, Callable<Finding>> all = new LinkedHashMap<>();
    all.put("Resilience4jDoubleBurst", Resilience4jDoubleBurst::find);
    all.put("Resilience4jHopelessSleep", Resilience4jHopelessSleep::find);
    all.put("Resilience4jNoRefund", Resilience4jNoRefund::find);
    all.put("Resilience4jBlockingShrink", Resilience4jBlockingShrink::find);
    all.put("FailsafePermitLeak", FailsafePermitLeak::find);
    all.put("GuavaDebt", GuavaDebt::find);
    all.put("JucBargingTryAcquire", JucBargingTryAcquire::find);
    all.put("JucHopelessWait", JucHopelessWait::find);
    all.put("RecyclerOnVirtualThreads", RecyclerOnVirtualThreads::find);
    all.put("ThreadLocalOnVirtualThreads", ThreadLocalOnVirtualThreads::find);
    return all;
  }
}
