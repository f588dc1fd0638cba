package dev.coffer.tool.net;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.outbound.DnsRecords;
import dev.coffer.outbound.Outbound;
import dev.coffer.outbound.OutboundUrl;
import dev.coffer.tool.Texts;

import java.util.List;

/**
 * Looks up records of the DNS, and says whether it is the name or the records that are not there.
 */
final class DnsLookup {

    private static final int DOMAIN_CHARS = 255;

    record Question(String domain, String type) {
        static final Shape<Question> SHAPE =
                Shape.of(
                        Question::new,
                        Field.text("domain", 1, DOMAIN_CHARS, "A public name.")
                                .map(DnsLookup::name),
                        Texts.choice(
                                "type",
                                "Which records.",
                                "A",
                                "AAAA",
                                "MX",
                                "TXT",
                                "CNAME",
                                "NS",
                                "SOA",
                                "CAA",
                                "SRV"));
    }

    /** The answer; {@code status} is success, no_records or no_such_name. */
    record Found(String domain, String type, List<DnsRecords.Entry> records, String status) {}

    private DnsLookup() {}

    static Endpoint<?, ?> of(Outbound outbound) {
        return Endpoint.pure("/api/util/dns-lookup", Question.SHAPE, Found.class)
                .costs(Tier.SIMPLE)
                .aboutNothing()
                .costlyToPrepare()
                .needs(outbound.missing())
                .takesTurn()
                .fails(ErrorCode.UPSTREAM_FAILED)
                .says("Looks up records of the DNS: A, AAAA, MX, TXT, CNAME, NS, SOA, CAA, SRV.")
                .example("{\"domain\": \"example.com\"}")
                .does(call -> looked(outbound, call));
    }

    private static String name(String domain) {
        return OutboundUrl.publicName(domain)
                .orElseThrow(() ->
                        Problem.invalid("domain", "must be a public name like www.example.com"));
    }

    private static Reply<Found> looked(Outbound outbound, Call<Question> call) {
        Question in = call.input();
        DnsRecords found = outbound.records(call.owner(), in.domain(), in.type());
        return Reply.of(new Found(in.domain(), in.type(), found.entries(), found.status()));
    }
}
