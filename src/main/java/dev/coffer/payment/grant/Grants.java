package dev.coffer.payment.grant;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Price;
import dev.coffer.store.Owner;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which calls grants allow. What is not a capability's (the account, tools, a batch but for its
 * operations) no grant reaches.
 *
 * @param capabilities by the paths of their endpoints
 * @param fencing the capabilities whose locks a fence may name
 */
public record Grants(Map<String, String> capabilities, List<String> fencing) {

    public static final List<Table> TABLES =
            List.of(GivenGrants.TABLE, ReceivedGrants.TABLE, Accesses.TABLE);

    /** All that there may be grants for, in the order of their names. */
    public List<String> names() {
        return List.copyOf(new TreeSet<>(capabilities.values()));
    }

    /**
     * The visit of somebody who names an owner: by the first of its grants that covers all of a
     * call, of those that the owner pays for while that is not spent.
     *
     * @param prices what the call costs, one of these
     * @throws Problem 403 that says what is missing
     */
    public Visit visit(
            Tx tx, Owner owner, Owner caller, List<Touched> touched, List<Price> prices) {
        if (touched.isEmpty()) {
            throw notGrantable();
        }
        List<Grant> grants = GivenGrants.to(tx, owner.address(), caller.address());
        Optional<Grant> first =
                grants.stream()
                        .filter(grant -> touched.stream().allMatch(call -> covers(grant, call)))
                        .min(Comparator.comparingInt(grant -> rank(grant, prices)));
        return first.map(grant -> new Visit(grant, touched))
                .orElseThrow(() -> refusal(owner, grants, touched));
    }

    private static int rank(Grant grant, List<Price> prices) {
        return grant.ownerPays() && grant.leaves(prices) ? 0 : grant.ownerPays() ? 2 : 1;
    }

    private boolean covers(Grant grant, Touched call) {
        return grant.capability().equals(capability(call.endpoint()))
                && (!call.fenced() || fencing.contains(grant.capability()))
                && grant.missing(call).isEmpty();
    }

    private String capability(Endpoint<?, ?> endpoint) {
        if (!(endpoint.access() instanceof Access.Paid<?>)) {
            return "";
        }
        return capabilities.getOrDefault(endpoint.path(), "");
    }

    /** What is missing, by the first of the calls that no grant of its capability covers. */
    private Problem refusal(Owner owner, List<Grant> grants, List<Touched> touched) {
        for (Touched call : touched) {
            String capability = capability(call.endpoint());
            if (capability.isEmpty()) {
                return notGrantable();
            }
            List<Grant> same =
                    grants.stream().filter(g -> g.capability().equals(capability)).toList();
            if (same.isEmpty()) {
                return required(owner, capability);
            }
            if (same.stream().noneMatch(grant -> covers(grant, call))) {
                boolean fence = call.fenced() && !fencing.contains(capability);
                String missing = fence ? "fence" : same.getLast().missing(call).orElse("prefix");
                return exceeded(owner, same.getLast(), missing);
            }
        }
        return exceeded(owner, grants.getLast(), "one grant for all operations");
    }

    private static Problem notGrantable() {
        return new Problem(
                ErrorCode.NOT_GRANTABLE,
                "Nobody is granted this: call it for yourself, without the header Coffer-Owner.");
    }

    static Problem required(Owner owner, String capability) {
        return new Problem(
                        ErrorCode.GRANT_REQUIRED,
                        "%s has not granted you %s; it can, at POST /api/account/grants."
                                .formatted(owner.address(), capability))
                .with("owner", owner.address())
                .with("capability", capability);
    }

    private static Problem exceeded(Owner owner, Grant grant, String missing) {
        return new Problem(
                        ErrorCode.GRANT_EXCEEDED,
                        "What %s granted you does not cover this call: %s."
                                .formatted(owner.address(), why(grant, missing)))
                .with("owner", owner.address())
                .with("grant", grant.id())
                .with("missing", missing);
    }

    private static String why(Grant grant, String missing) {
        return switch (missing) {
            case "verb" ->
                    "it is to "
                            + String.join(" and ", grant.verbs().stream().map(Verb::word).toList());
            case "prefix" ->
                    "it is for names that begin with `%s`".formatted(grant.prefix().orElse(""));
            case "fence" -> "a fence names a lock, which is another capability's";
            default -> "a batch has to be within one grant";
        };
    }
}
