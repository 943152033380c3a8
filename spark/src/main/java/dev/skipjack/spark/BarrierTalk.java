package dev.skipjack.spark;

import dev.skipjack.distributed.WorkerFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.BarrierTaskContext;

/**
 * What the tasks of a barrier stage tell each other before they have sockets. It goes through the
 * driver and costs up to a second each time: never a gradient.
 */
final class BarrierTalk {
  private static final char WELL = '+';
  private static final char FAILED = '-';

  private final BarrierTaskContext context;

  BarrierTalk(BarrierTaskContext context) {
    this.context = context;
  }

  /**
   * Everybody gets what everybody says. Who fails says so instead: nobody waits for it.
   *
   * @return of each worker, by rank
   * @throws WorkerFailedException naming a worker that has failed
   * @throws Exception of {@code own}
   */
  List<String> tell(Callable<String> own) throws Exception {
    String said;
    Throwable failure = null;
    try {
      said = WELL + own.call();
    } catch (VirtualMachineError e) {
      throw e; // ends the executor
    } catch (Exception | Error e) {
      failure = e;
      said = FAILED + e.toString();
    }
    String[] all = context.allGather(said);
    if (failure instanceof Exception e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    List<String> texts = new ArrayList<>();
    for (int rank = 0; rank < all.length; rank++) {
      if (all[rank].charAt(0) == FAILED) {
        throw WorkerFailedException.reported(
            String.format(
                Locale.ROOT, "worker %d could not begin: %s", rank, all[rank].substring(1)));
      }
      texts.add(all[rank].substring(1));
    }
    return texts;
  }
}
