package dev.coffer.cli;

import dev.coffer.Coffer;

import java.nio.file.Path;

/** A service on the devnet, in this process. */
final class RunningCoffer {

    private RunningCoffer() {}

    static Coffer start(Path data) {
        return Coffer.start(DemoCommand.config(data));
    }
}
