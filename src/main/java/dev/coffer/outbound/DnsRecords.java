package dev.coffer.outbound;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * What the DNS says of a name.
 *
 * @param status success, no_records, or no_such_name
 */
public record DnsRecords(List<Entry> entries, String status) {

    /** So many of one name are shown. */
    private static final int SHOWN = 100;

    private static final Duration EACH = Duration.ofSeconds(3);
    private static final int ALL_MS = 7_000;

    /**
     * One record.
     *
     * @param ttl in seconds
     * @param data as a zone file has it; a text without its quotes
     * @param priority and {@code exchange}: of MX
     */
    public record Entry(
            String name,
            long ttl,
            String data,
            Optional<Integer> priority,
            Optional<String> exchange) {

        static Entry of(Record found) {
            String name = found.getName().toString(true);
            return switch (found) {
                case MXRecord mx ->
                        new Entry(
                                name,
                                mx.getTTL(),
                                mx.rdataToString(),
                                Optional.of(mx.getPriority()),
                                Optional.of(mx.getTarget().toString(true)));
                case TXTRecord txt ->
                        new Entry(
                                name,
                                txt.getTTL(),
                                txt.getStrings().stream().collect(Collectors.joining()),
                                Optional.empty(),
                                Optional.empty());
                default ->
                        new Entry(
                                name,
                                found.getTTL(),
                                found.rdataToString(),
                                Optional.empty(),
                                Optional.empty());
            };
        }
    }

    /** Empty if nobody who should know answers. */
    static Optional<DnsRecords> of(Resolver resolver, String domain, String type) {
        resolver.setTimeout(EACH);
        LookupSession session = LookupSession.builder().resolver(resolver).build();
        try {
            LookupResult result =
                    session.lookupAsync(Name.fromString(domain + "."), Type.value(type))
                            .toCompletableFuture()
                            .get(ALL_MS, TimeUnit.MILLISECONDS);
            List<Entry> entries = result.getRecords().stream().limit(SHOWN).map(Entry::of).toList();
            return Optional.of(
                    new DnsRecords(entries, entries.isEmpty() ? "no_records" : "success"));
        } catch (ExecutionException e) {
            return none(e.getCause());
        } catch (TimeoutException | TextParseException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<DnsRecords> none(@Nullable Throwable cause) {
        return switch (cause) {
            case NoSuchDomainException _ -> Optional.of(new DnsRecords(List.of(), "no_such_name"));
            case NoSuchRRSetException _ -> Optional.of(new DnsRecords(List.of(), "no_records"));
            case null, default -> Optional.empty();
        };
    }
}
