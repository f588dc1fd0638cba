package dev.coffer.harness;

import dev.coffer.store.Owner;
import dev.coffer.store.Signals;
import dev.coffer.store.Store;
import dev.coffer.store.StoreFigures;
import dev.coffer.store.Work;

import java.time.InstantSource;
import java.util.List;

/** For rooms that are only looked at. */
final class NoStore implements Store {

    @Override
    public <R> R write(Owner owner, List<Owner> others, Work<R> work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <R> R writeBehind(Owner owner, Work<R> work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <R> R read(Owner owner, Work<R> work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <R> R readGlobal(Work<R> work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InstantSource clock() {
        return InstantSource.system();
    }

    @Override
    public Signals signals() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StoreFigures figures() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
