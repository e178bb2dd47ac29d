package dev.sentinelauth.servlet;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Tells that a request was let in when it is over: an asynchronous one may yet be dispatched to
 * something that refuses it.
 */
final class ToldAfterwards implements AsyncListener {
  private final Runnable telling;

  private ToldAfterwards(Runnable telling) {
    this.telling = telling;
  }

  /** Tells it now, or when the asynchronous request that this one has become is over. */
  static void tell(Runnable telling, HttpServletRequest request) {
    if (!listens(telling, request)) {
      telling.run();
    }
  }

  private static boolean listens(Runnable telling, HttpServletRequest request) {
    try {
      if (request.isAsyncStarted()) {
        request.getAsyncContext().addListener(new ToldAfterwards(telling));
        return true;
      }
    } catch (IllegalStateException over) {
      // it was completed meanwhile, on another thread
    }
    return false;
  }

  @Override
  public void onComplete(AsyncEvent event) {
    telling.run();
  }

  /** The dispatch has become asynchronous again, which drops listeners. */
  @Override
  public void onStartAsync(AsyncEvent event) {
    event.getAsyncContext().addListener(this);
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    // it will be completed
  }

  @Override
  public void onError(AsyncEvent event) {
    // it will be completed
  }
}
