package dev.skipjack.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Spark for tests; a test closes what it opens, since a JVM has one at a time. */
public final class TestSpark {
  private TestSpark() {}

  /** Two tasks at a time, all in this JVM. */
  public static SparkSession local() {
    return local(2);
  }

  /** So many tasks at a time, all in this JVM. */
  public static SparkSession local(int tasks) {
    return builder("local[" + tasks + "]").getOrCreate();
  }

  /** Executors that are processes of their own, each with one core and a gigabyte. */
  public static SparkSession cluster(int executors) {
    makeHome();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return builder("local-cluster[" + executors + ",1,1024]")
        .config("spark.executor.memory", "512m")
        .config("spark.executor.extraClassPath", absolute(classPath))
        .getOrCreate();
  }

  private static SparkSession.Builder builder(String master) {
    return SparkSession.builder()
        .master(master)
        .appName("test")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", absolute("target/spark-warehouse"));
  }

  /** Executors are started by scripts' rules: without this directory there are none. */
  private static void makeHome() {
    try {
      Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String absolute(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
