package dev.coffer.store;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Why something failed, in one line for whoever operates it. */
public final class Causes {

    private Causes() {}

    /** A failure and what caused it, from the outside in. */
    public static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(20);
    }

    /** The first of a kind among a failure and its causes. */
    public static <T> Optional<T> find(Throwable failure, Class<T> kind) {
        return chain(failure).filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** What failed, and why. */
    static String told(Throwable failure) {
        Throwable cause = chain(failure).reduce((_, inner) -> inner).orElse(failure);
        String said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        String why = of(cause);
        return said.contains(why) ? said : said + ": " + why;
    }

    public static String of(Throwable failure) {
        Optional<FileSystemException> file = find(failure, FileSystemException.class);
        if (file.isPresent()) {
            return ofFile(file.get());
        }
        Throwable told =
                find(failure, SQLException.class).<Throwable>map(sql -> sql).orElse(failure);
        return String.valueOf(told.getMessage()).lines().findFirst().orElse("");
    }

    private static String ofFile(FileSystemException failure) {
        String path = failure.getFile();
        return switch (failure) {
            case AccessDeniedException _ ->
                    "no right to use %s: let the user that runs Coffer own it".formatted(path);
            case FileAlreadyExistsException _, NotDirectoryException _ ->
                    path + " is a file, and a directory is wanted";
            case NoSuchFileException _ -> "there is no " + path;
            default ->
                    path + ": " + Objects.requireNonNullElse(failure.getReason(), "can't be used");
        };
    }
}
