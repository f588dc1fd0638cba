package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import dev.coffer.http.AccessLog;
import dev.coffer.http.Options;
import dev.coffer.observe.Observing;
import dev.coffer.store.sqlite.PrivateFiles;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** By what an operator sees how the service does. */
final class ObserveOptions {

    @Option(
            names = "--access-log",
            defaultValue = "${env:COFFER_ACCESS_LOG:--}",
            description = "A file, - for standard output, or off (default ${DEFAULT-VALUE}).")
    private String accessLog = "-";

    @Option(
            names = "--access-log-sample",
            defaultValue = "${env:COFFER_ACCESS_LOG_SAMPLE:-1}",
            paramLabel = "N",
            description =
                    "Of good answers log one in N; errors and calls of a second and more all the same (default ${DEFAULT-VALUE}).")
    private int accessLogSample = 1;

    @Option(
            names = "--operator-port",
            defaultValue = "${env:COFFER_OPERATOR_PORT}",
            paramLabel = "PORT",
            description =
                    "TCP port of GET /metrics for Prometheus; 0 picks one (default: none, and nothing is counted).")
    private @Nullable Integer operatorPort;

    @Option(
            names = "--operator-host",
            defaultValue = "${env:COFFER_OPERATOR_HOST:-127.0.0.1}",
            paramLabel = "HOST",
            description = "Address to bind it to (default ${DEFAULT-VALUE}).")
    private String operatorHost = "127.0.0.1";

    @Option(
            names = "--otlp",
            defaultValue = "${env:COFFER_OTLP}",
            paramLabel = "URL",
            description =
                    "An OpenTelemetry collector that is sent a span for each call, by OTLP over HTTP, like http://localhost:4318.")
    private @Nullable String otlp;

    /** The access log, opened. */
    AccessLog log() throws IOException {
        if (accessLogSample < 1) {
            throw new Failure("--access-log-sample is a whole number from 1");
        }
        return log(accessLog).sampled(accessLogSample);
    }

    static AccessLog log(String target) throws IOException {
        return switch (target) {
            case "off" -> AccessLog.off();
            case "-" -> AccessLog.to(new FileOutputStream(FileDescriptor.out));
            default -> AccessLog.toFile(() -> PrivateFiles.append(Path.of(target)));
        };
    }

    Observing observing() throws IOException {
        return new Observing(
                operatorPort == null ? Optional.empty() : Optional.of(operator(operatorPort)),
                Optional.ofNullable(otlp).filter(url -> !url.isEmpty()).map(ObserveOptions::url));
    }

    /** At a loopback address only for requests that name one, as pages of others' might not. */
    private Options operator(int port) throws IOException {
        if (port < 0 || port > 65_535) {
            throw new Failure("--operator-port is a number up to 65535");
        }
        Options options = Options.listen(operatorHost, port);
        return InetAddress.getByName(operatorHost).isLoopbackAddress()
                ? options.localOnly()
                : options;
    }

    private static URI url(String text) {
        if (!text.startsWith("http://") && !text.startsWith("https://")) {
            throw new Failure("--otlp must begin with http:// or https://");
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new Failure("--otlp is no URL: " + e.getMessage());
        }
    }
}
