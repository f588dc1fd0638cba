package dev.coffer.payment;

import dev.coffer.store.Owner;
import dev.coffer.store.Signals;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.StoreFigures;
import dev.coffer.store.Work;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A store, while it can be written. */
final class Flaky implements Store {

    private final Supplier<Store> store;
    private final AtomicInteger writesLeft = new AtomicInteger(Integer.MAX_VALUE);

    Flaky(Supplier<Store> store) {
        this.store = store;
    }

    /** So many more writes succeed. */
    void breakAfter(int writes) {
        writesLeft.set(writes);
    }

    void mend() {
        writesLeft.set(Integer.MAX_VALUE);
    }

    private void requireWritable() {
        if (writesLeft.getAndDecrement() <= 0) {
            throw new StoreException.Unavailable("the disk is full", null);
        }
    }

    @Override
    public <R> R write(Owner owner, List<Owner> others, Work<R> work) {
        requireWritable();
        return store.get().write(owner, others, work);
    }

    @Override
    public <R> R writeBehind(Owner owner, Work<R> work) {
        requireWritable();
        return store.get().writeBehind(owner, work);
    }

    @Override
    public <R> R read(Owner owner, Work<R> work) {
        return store.get().read(owner, work);
    }

    @Override
    public <R> R readGlobal(Work<R> work) {
        return store.get().readGlobal(work);
    }

    @Override
    public InstantSource clock() {
        return store.get().clock();
    }

    @Override
    public Signals signals() {
        return store.get().signals();
    }

    @Override
    public void probe() {
        requireWritable();
    }

    @Override
    public StoreFigures figures() {
        return store.get().figures();
    }

    @Override
    public void close() {}
}
