package dev.coffer.tool.net;

import com.maxmind.db.DatabaseRecord;
import com.maxmind.db.Reader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where addresses are and whose they are, by files that the operator has: what one does not say
 * another may. They are mapped into memory and never read whole.
 */
public final class GeoDatabase implements AutoCloseable {

    /** The option by which it is given. */
    static final String OPTION = "--geo-db FILE";

    record Place(
            Optional<String> country,
            Optional<String> countryCode,
            Optional<String> continent,
            Optional<String> region,
            Optional<String> regionCode,
            Optional<String> city,
            Optional<String> postalCode,
            Optional<Double> latitude,
            Optional<Double> longitude,
            Optional<String> timezone) {}

    record Holder(Optional<Long> asn, Optional<String> asOrganization, Optional<String> network) {}

    private final List<Reader> readers = new ArrayList<>();

    /**
     * Opens all of them.
     *
     * @throws IllegalArgumentException naming the one that can't be read
     */
    public GeoDatabase(List<Path> files) {
        for (Path file : files) {
            try {
                readers.add(new Reader(file.toFile()));
            } catch (IOException e) {
                close();
                throw new IllegalArgumentException(
                        "--geo-db: %s is no database of MaxMind's format".formatted(file), e);
            }
        }
    }

    /** The option that is missing, if there is none. */
    Optional<String> missing() {
        return readers.isEmpty() ? Optional.of(OPTION) : Optional.empty();
    }

    Place place(InetAddress address) {
        List<Object> found = found(address).stream().<Object>map(DatabaseRecord::data).toList();
        return new Place(
                text(found, "country", "names", "en"),
                text(found, "country", "iso_code"),
                text(found, "continent", "code"),
                text(found, "subdivisions", "names", "en"),
                text(found, "subdivisions", "iso_code"),
                text(found, "city", "names", "en"),
                text(found, "postal", "code"),
                first(found, number(Number::doubleValue), "location", "latitude"),
                first(found, number(Number::doubleValue), "location", "longitude"),
                text(found, "location", "time_zone"));
    }

    Holder holder(InetAddress address) {
        String key = "autonomous_system_number";
        for (DatabaseRecord<?> each : found(address)) {
            List<Object> data = List.of(each.data());
            Optional<Long> asn = first(data, number(Number::longValue), key);
            if (asn.isPresent()) {
                return new Holder(
                        asn,
                        text(data, "autonomous_system_organization"),
                        Optional.of(each.network().toString()));
            }
        }
        return new Holder(Optional.empty(), Optional.empty(), Optional.empty());
    }

    private List<DatabaseRecord<?>> found(InetAddress address) {
        List<DatabaseRecord<?>> found = new ArrayList<>();
        for (Reader reader : readers) {
            if (reader.getMetadata().ipVersion() == 6 || address.getAddress().length == 4) {
                try {
                    DatabaseRecord<?> one = reader.getRecord(address, Map.class);
                    if (one.data() != null) {
                        found.add(one);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return found;
    }

    private static Optional<String> text(List<Object> found, String... path) {
        return first(
                found,
                value -> value instanceof String text ? Optional.of(text) : Optional.empty(),
                path);
    }

    private static <T> Function<Object, Optional<T>> number(Function<Number, T> as) {
        return value ->
                value instanceof Number number ? Optional.of(as.apply(number)) : Optional.empty();
    }

    private static <T> Optional<T> first(
            List<Object> found, Function<Object, Optional<T>> as, String... path) {
        return found.stream()
                .flatMap(each -> at(each, path).stream())
                .flatMap(value -> as.apply(value).stream())
                .findFirst();
    }

    /** Of a list it is the first that counts: the largest subdivision. */
    private static Optional<Object> at(Object root, String... path) {
        Optional<Object> now = Optional.of(root);
        for (String step : path) {
            now =
                    now.map(value ->
                                    value instanceof List<?> list && !list.isEmpty()
                                            ? list.getFirst()
                                            : value)
                            .flatMap(value ->
                                    value instanceof Map<?, ?> map
                                            ? Optional.ofNullable(map.get(step))
                                            : Optional.empty());
        }
        return now;
    }

    @Override
    public void close() {
        for (Reader reader : readers) {
            try {
                reader.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
