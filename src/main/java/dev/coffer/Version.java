package dev.coffer;

import java.util.Optional;

/** The version of the jar; {@code dev} outside one. */
public final class Version {

    public static final String TEXT =
            Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                    .orElse("dev");

    private Version() {}
}
