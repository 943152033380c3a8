package dev.skipjack.runtime.train;

import java.nio.file.Path;
import java.util.function.ObjLongConsumer;
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
final class CheckpointEvent extends Event implements ObjLongConsumer<Path> {
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
  static ObjLongConsumer<Path> start() {
    if (!ASKED.isEnabled()) {
      return null;
    }
    CheckpointEvent event = new CheckpointEvent();
    event.begin();
    return event;
  }

  /** Ends the event; the number is that of the last step in the file. */
  @Override
  public void accept(Path written, long lastStep) {
    end();
    if (shouldCommit()) {
      step = lastStep;
      file = written.toString();
      size = written.toFile().length();
      commit();
    }
  }
}
