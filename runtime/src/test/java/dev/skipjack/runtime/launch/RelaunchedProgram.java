package dev.skipjack.runtime.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** Says how it was started; then {@code exit CODE}, or {@code wait FILE}, written at its end. */
public final class RelaunchedProgram {
  private RelaunchedProgram() {}

  public static void main(String[] arguments) throws InterruptedException {
    Relaunch.withVectorApi(RelaunchedProgram.class, arguments);
    if (arguments[0].equals("wait")) {
      Thread save = new Thread(() -> save(Path.of(arguments[1])));
      Runtime.getRuntime().addShutdownHook(save);
    }
    System.out.println(
        "Vector API: " + ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    System.out.println("started again: " + (System.getProperty("skipjack.relaunched.by") != null));
    System.out.println("heap: " + Runtime.getRuntime().maxMemory() / (1 << 20));
    System.out.println(
        "java.lang is open: "
            + Object.class.getModule().isOpen("java.lang", RelaunchedProgram.class.getModule()));
    System.out.println("property: " + System.getProperty("of.mine"));
    System.out.println("arguments: " + Arrays.toString(arguments));
    System.out.println("directory: " + System.getProperty("user.dir"));
    if (arguments[0].equals("wait")) {
      new CountDownLatch(1).await();
    }
    System.exit(Integer.parseInt(arguments[1]));
  }

  private static void save(Path file) {
    try {
      Files.writeString(file, "saved");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
