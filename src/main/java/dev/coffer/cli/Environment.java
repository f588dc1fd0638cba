package dev.coffer.cli;

import java.util.Optional;

/**
 * What an operator says in the environment: whoever lists the processes of a machine reads options.
 */
final class Environment {

    private Environment() {}

    static Optional<String> of(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isEmpty());
    }
}
