package dev.coffer.state.links;

import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.sqlite.PrivateFiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An operator's word that a link is to be taken down, or put up again. Who can open the store says
 * it there. A store on SQLite is one process's alone: to that, it is said by an empty file in a
 * directory of the store's own, {@code SLUG.down} or {@code SLUG.up}, which is gone when it is
 * done, or named {@code SLUG.unknown}, if there is no such link.
 */
public final class TakeDowns implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(TakeDowns.class.getName());

    private static final String DIRECTORY = "take-down";
    private static final String DOWN = ".down";
    private static final String UP = ".up";
    private static final String UNKNOWN = ".unknown";
    private static final long LOOK_MS = 500;

    private final Store store;
    private final Path directory;
    private final Consumer<String> changed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private TakeDowns(Store store, Path directory, Consumer<String> changed) {
        this.store = store;
        this.directory = directory;
        this.changed = changed;
        this.thread = Thread.ofPlatform().daemon().name("take-downs").start(this::loop);
    }

    /** The directory in that of a store. */
    public static Path directory(Path data) {
        return data.resolve(DIRECTORY);
    }

    /**
     * Does what is said in a directory, as long as it is not closed.
     *
     * @param changed is told the slug of each link that was taken down or put up
     */
    static TakeDowns heard(Store store, Path directory, Consumer<String> changed) {
        try {
            Files.createDirectories(directory, PrivateFiles.ofDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TakeDowns(store, directory, changed);
    }

    /** Takes a link down, or puts it up again; false if there is none. */
    public static boolean say(Store store, String slug, boolean down) {
        Optional<String> owner = store.readGlobal(tx -> Links.NAMES.owner(tx, slug));
        return owner.isPresent()
                && store.write(new Owner(owner.get()), tx -> Links.takeDown(tx, slug, down));
    }

    /** Says it to the process that serves the store. */
    public static Path ask(Path data, String slug, boolean down) throws IOException {
        if (!LinksInputs.isSlug(slug)) {
            throw new IllegalArgumentException("no slug looks like " + slug);
        }
        Path directory = directory(data);
        Files.createDirectories(directory, PrivateFiles.ofDirectory());
        Files.deleteIfExists(directory.resolve(slug + UNKNOWN));
        Path asked = directory.resolve(slug + (down ? DOWN : UP));
        return Files.exists(asked) ? asked : Files.createFile(asked, PrivateFiles.ofFile());
    }

    /** Whether what was asked was done; empty as long as nobody looked after it. */
    public static Optional<Boolean> done(Path asked) throws IOException {
        if (Files.exists(asked)) {
            return Optional.empty();
        }
        return Optional.of(!Files.deleteIfExists(unknown(asked)));
    }

    private static String slug(Path asked) {
        String name = asked.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static Path unknown(Path asked) {
        return asked.resolveSibling(slug(asked) + UNKNOWN);
    }

    private void loop() {
        while (!rest()) {
            try {
                look();
            } catch (StoreException e) {
                LOG.log(System.Logger.Level.DEBUG, "taking down waits for the store", e);
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "links can't be taken down: " + e);
            }
        }
    }

    private void look() throws IOException {
        List<Path> asked;
        try (Stream<Path> files = Files.list(directory)) {
            asked = files.filter(f -> f.toString().matches(".*\\.(down|up)")).toList();
        }
        for (Path file : asked) {
            String slug = slug(file);
            boolean down = file.toString().endsWith(DOWN);
            if (say(store, slug, down)) {
                changed.accept(slug);
                LOG.log(
                        System.Logger.Level.INFO,
                        "the link {0} was {1}",
                        slug,
                        down ? "taken down" : "put up again");
                Files.delete(file);
            } else {
                Files.move(file, unknown(file));
            }
        }
    }

    /** True if closed meanwhile. */
    private boolean rest() {
        try {
            return closed.await(LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return closed.getCount() == 0; // Nothing else ends it.
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed.countDown();
        thread.join();
    }
}
