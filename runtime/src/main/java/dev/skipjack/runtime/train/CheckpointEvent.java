package dev.skipjack.runtime.train;

import java.nio.file.Path;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * An event of the JDK's flight recorder: a checkpoint that was written, from its first byte to the
 * last on the disk.
 */
@Name("dev.skipjack.Checkpoint")
@Label("Checkpoint")
@Category({"Skipjack", "Training"})
@Description("A checkpoint of a training, written and forced to the disk")
@StackTrace(false)
final class CheckpointEvent extends Event {
  private static final CheckpointEvent ASKED = new CheckpointEvent();

  @Label("Step")
  @Description("The last one in it, from 1 over all epochs")
  long step;

  @Label("File")
  String file;

  @Label("Size")
  @DataAmount
  long size;

  private CheckpointEvent() {}

  /** An event that has begun; null if nobody records it. */
  static CheckpointEvent start() {
    if (!ASKED.isEnabled()) {
      return null;
    }
    CheckpointEvent event = new CheckpointEvent();
    event.begin();
    return event;
  }

  void finish(long lastStep, Path path, long bytes) {
    end();
    if (shouldCommit()) {
      step = lastStep;
      file = path.toString();
      size = bytes;
      commit();
    }
  }
}
