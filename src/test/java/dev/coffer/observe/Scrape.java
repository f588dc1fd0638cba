package dev.coffer.observe;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Http;
import dev.coffer.harness.Service;
import dev.coffer.http.Options;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a service tells Prometheus, once. */
public record Scrape(String text) {

    /** At a port of its own. */
    public static final Observing PORT =
            new Observing(
                    Optional.of(Options.listen("127.0.0.1", 0).localOnly()), Optional.empty());

    /** Of a service that is seen by {@link #PORT}. */
    public static Scrape of(Service service) {
        return new Scrape(ask(service, "/metrics").expect(200).text());
    }

    static Answered ask(Service service, String path, String... headers) {
        String url = service.metricsUrl().resolve("/").toString();
        try (Http http =
                new Http(() -> url.substring(0, url.length() - 1), Duration.ofSeconds(20))) {
            return http.get(path, headers);
        }
    }

    /** The names of what it has, each once, however many numbers it is. */
    public Set<String> names() {
        return text.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The lines of a name that have all these labels. */
    List<String> lines(String name, String... labels) {
        return text.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(labels).allMatch(line::contains))
                .toList();
    }

    /** Their sum; 0 if there is none. */
    double sum(String name, String... labels) {
        return lines(name, labels).stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
