package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import picocli.CommandLine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class HelpTest {

    static Stream<List<String>> commands() {
        return below(List.of(), Main.commandLine());
    }

    private static Stream<List<String>> below(List<String> path, CommandLine command) {
        Stream<List<String>> deeper =
                command.getSubcommands().entrySet().stream()
                        .flatMap(sub -> {
                            List<String> longer = new ArrayList<>(path);
                            longer.add(sub.getKey());
                            return below(longer, sub.getValue());
                        });
        return Stream.concat(Stream.of(path), deeper);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpFitsAScreen(List<String> command) {
        List<String> args = new ArrayList<>(command);
        args.add("--help");
        Cli help = Cli.run(args.toArray(String[]::new));

        assertThat(help.exit()).isZero();
        assertThat(help.out()).startsWith("Usage: coffer");
        assertThat(help.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
    }

    @Test
    void anErrorIsOneLine() {
        Cli call = Cli.run("call", "GET", "api/health");

        assertThat(call.exit()).isEqualTo(1);
        assertThat(call.err())
                .isEqualToIgnoringNewLines("coffer: a path begins with /, like /api/kv/get");
    }
}
