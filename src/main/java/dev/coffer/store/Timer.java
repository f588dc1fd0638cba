package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * A daemon thread for what is due later. A task that throws is told to the thread's handler of
 * uncaught exceptions, as a thread that dies of it would be; an executor keeps it to itself, and
 * ends a periodic task without a word. What is asked for after the end is not done.
 */
public final class Timer extends ScheduledThreadPoolExecutor {

    public Timer(String name) {
        super(1, Thread.ofPlatform().name(name).daemon().factory());
        setRemoveOnCancelPolicy(true);
        setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
        if (task instanceof Future<?> done && done.state() == Future.State.FAILED) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, done.exceptionNow());
        }
    }
}
