package dev.coffer.cli;

/**
 * What becomes of a process one of whose threads died: it ends, at once and with a line that says
 * why. A server that is deaf, or half of it, is worse than none: whoever watches it starts it anew,
 * and what was acknowledged is on the disk. A virtual thread is one call's, and only told of.
 */
final class DeadThread implements Thread.UncaughtExceptionHandler {

    /** EX_SOFTWARE. */
    static final int EXIT = 70;

    @Override
    public void uncaughtException(Thread thread, Throwable why) {
        if (thread.isVirtual()) {
            why.printStackTrace();
            return;
        }
        try {
            System.err.println(
                    "coffer: the thread %s died of %s; the process ends here"
                            .formatted(thread.getName(), why));
            why.printStackTrace();
        } finally {
            Runtime.getRuntime().halt(EXIT);
        }
    }
}
