package dev.coffer.cli;

import dev.coffer.Coffer;
import dev.coffer.Config;
import dev.coffer.cli.client.Remote;
import dev.coffer.cli.demo.Demo;
import dev.coffer.cli.demo.Transcript;
import dev.coffer.http.AccessLog;
import dev.coffer.http.LogFormat;
import dev.coffer.http.Options;
import dev.coffer.payment.Prices;
import dev.coffer.payment.devnet.Devnet;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** Shows the service at work, on a store that is gone afterwards. */
@Command(
        name = "demo",
        description = "Show it all on a temporary store, with play money.",
        mixinStandardHelpOptions = true,
        footer = "%nEnds with 0 only if every step was answered as it should be.")
final class DemoCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--keep", description = "Leave the server running until Ctrl-C.")
    private boolean keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LogFormat.install();
        long started = System.nanoTime();
        try (TemporaryDirectory data = TemporaryDirectory.create();
                Coffer coffer = Coffer.start(config(data.path()))) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("Coffer at " + coffer.url() + ", on play money and a temporary store.");
            out.println();
            try (Remote remote = new Remote(coffer.url())) {
                Transcript transcript = Transcript.to(out);
                new Demo(remote, data.path(), transcript).run();
                double seconds = (System.nanoTime() - started) / 1e9;
                transcript.end("All as it should be, in %.1f s.".formatted(seconds));
            }
            if (keep) {
                untilStopped(coffer, data, out);
            }
        }
        return 0;
    }

    /** Play money, a free port of this machine only, and nothing logged. */
    static Config config(Path data) {
        return new Config(
                data,
                Optional.empty(),
                Config.Money.DEVNET,
                Devnet.TREASURY,
                Prices.defaults(),
                Options.listen("127.0.0.1", 0),
                AccessLog.off(),
                InstantSource.system(),
                new SecureRandom());
    }

    private static void untilStopped(Coffer coffer, TemporaryDirectory data, PrintWriter out)
            throws InterruptedException {
        out.println();
        out.println("It goes on serving until Ctrl-C. In another shell:");
        out.println("  export COFFER_URL=" + coffer.url());
        out.println("  ./coffer wallet new && ./coffer wallet fund");
        out.println("  ./coffer call POST /api/kv/set '{\"key\": \"a\", \"value\": 1}'");
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(coffer, data)));
        new CountDownLatch(1).await();
    }

    private static void stop(Coffer coffer, TemporaryDirectory data) {
        coffer.close();
        try {
            data.close();
        } catch (IOException e) {
            System.err.println("coffer: " + data.path() + " is left: " + e.getMessage());
        }
    }
}
