package dev.coffer.store.sqlite;

import dev.coffer.natives.Natives;

import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

import java.nio.file.Path;

/** SQLite itself, which the driver loads once in a process. */
public final class SqliteLibrary {

    private static final String DIRECTORY = "org.sqlite.lib.path";

    private static boolean loaded;

    private SqliteLibrary() {}

    /**
     * Loads it, if it isn't. What can't be done is told by the driver, when it is first connected.
     *
     * @param store a file in the directory that takes what is unpacked, where the one for temporary
     *     files takes no files or runs none
     */
    static synchronized void load(Path store) {
        Path directory = store.toAbsolutePath().getParent();
        if (!loads() && directory != null) {
            Natives.unpackInto(directory);
            loads();
        }
    }

    /** The same where there is no directory of a store. */
    public static synchronized void load() {
        loads();
    }

    private static boolean loads() {
        if (!loaded) {
            String name = LibraryLoaderUtil.getNativeLibName();
            String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
            try (Natives natives = Natives.of(resource)) {
                natives.tell(DIRECTORY);
                loaded = SQLiteJDBCLoader.initialize();
            } catch (Exception e) {
                System.clearProperty(DIRECTORY);
            }
        }
        return loaded;
    }
}
