package dev.skipjack.examples.serving;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Duration;

/** Counts the requests that are answered now: the server ends when there are none. */
final class RequestsUnderWay {
  private int count;
  private boolean draining;

  /** A handler whose requests are counted, and refused once the server ends. */
  HttpHandler counting(HttpHandler handler) {
    return request -> {
      boolean begun = begin();
      try {
        if (begun) {
          answer(handler, request);
        } else {
          request.getResponseHeaders().set("Connection", "close");
          Replies.error(request, 503, "the server ends");
        }
      } finally {
        request.close();
        if (begun) {
          end();
        }
      }
    };
  }

  private static void answer(HttpHandler handler, HttpExchange request) throws IOException {
    try {
      handler.handle(request);
    } catch (RuntimeException e) {
      System.getLogger(ClassificationServer.class.getName())
          .log(System.Logger.Level.ERROR, request.getRequestURI() + " failed", e);
      Replies.error(request, 500, "the server failed; its log says why");
    }
  }

  private synchronized boolean begin() {
    if (draining) {
      return false;
    }
    count++;
    return true;
  }

  private synchronized void end() {
    count--;
    notifyAll();
  }

  /** Refuses more, and waits for those under way. */
  synchronized void drain(Duration most) {
    draining = true;
    long end = System.nanoTime() + most.toNanos();
    try {
      for (long left = most.toMillis(); count > 0 && left > 0; ) {
        wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) { // whoever ends the server does not want to wait
      Thread.currentThread().interrupt();
    }
  }
}
