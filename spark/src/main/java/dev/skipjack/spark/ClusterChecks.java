package dev.skipjack.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** What would hang or betray somebody later is said before the first task. */
final class ClusterChecks {
  /** Each promises that what Spark sends is encrypted. */
  private static final List<String> ENCRYPTION =
      List.of(
          "spark.ssl.enabled",
          "spark.ssl.rpc.enabled",
          "spark.network.crypto.enabled",
          "spark.authenticate.enableSaslEncryption",
          "spark.io.encryption.enabled");

  private ClusterChecks() {}

  /**
   * @throws SparkTrainingException if it is Spark Connect's
   */
  static SparkContext context(SparkSession spark) {
    try {
      return spark.sparkContext();
    } catch (UnsupportedOperationException e) {
      throw new SparkTrainingException(
          "this session is of Spark Connect, which has no executors that could be asked: run the"
              + " program with spark-submit",
          e);
    }
  }

  /**
   * @param plainAllowed whether gradients may travel as they are
   * @throws SparkTrainingException naming the setting, and what to do
   */
  static void check(SparkConf settings, boolean isLocal, boolean plainAllowed) {
    if (!isLocal && settings.getBoolean("spark.dynamicAllocation.enabled", false)) {
      throw new SparkTrainingException(
          "spark.dynamicAllocation.enabled is on, but the workers of a training begin together and"
              + " stay: switch it off, and say how many executors there are with"
              + " spark.executor.instances");
    }
    for (String name : ENCRYPTION) {
      if (!plainAllowed && settings.getBoolean(name, false)) {
        throw new SparkTrainingException(
            name
                + " is on, but executors exchange gradients over TCP as they are: on a network that"
                + " strangers do not read call allowPlainExchange()");
      }
    }
  }

  /**
   * @param what for the message, for instance {@code the network}
   * @throws SparkTrainingException naming the class that cannot travel
   */
  static void checkTravels(String what, Object captured) {
    try (ObjectOutputStream stream = new ObjectOutputStream(new ByteArrayOutputStream())) {
      stream.writeObject(captured);
    } catch (NotSerializableException e) {
      throw new SparkTrainingException(
          what
              + " cannot travel to executors: it takes "
              + e.getMessage()
              + " from around itself, which is not Serializable. Make that inside of it, from"
              + " numbers and texts",
          e);
    } catch (IOException e) {
      throw new SparkTrainingException(what + " cannot travel to executors: " + e, e);
    }
  }
}
