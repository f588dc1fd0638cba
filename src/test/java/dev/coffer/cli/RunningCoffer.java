package dev.coffer.cli;

import dev.coffer.Coffer;
import dev.coffer.Config;

import java.nio.file.Path;
import java.util.Optional;

/** A service on the devnet, in this process. */
final class RunningCoffer {

    private RunningCoffer() {}

    static Coffer start(Path data) {
        return Coffer.start(DemoCommand.config(data));
    }

    /** On PostgreSQL. */
    static Coffer startOn(String url) {
        Config config = DemoCommand.config(Path.of(""));
        return Coffer.start(
                new Config(
                        config.data(),
                        Optional.of(url),
                        config.money(),
                        config.payTo(),
                        config.prices(),
                        config.http(),
                        config.accessLog(),
                        config.clock(),
                        config.random()));
    }
}
