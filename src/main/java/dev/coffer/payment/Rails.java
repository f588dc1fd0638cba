package dev.coffer.payment;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.payment.x402.Offer;
import dev.coffer.payment.x402.Presented;
import dev.coffer.store.Timer;

import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * All the ways to be paid, in the order of an offer. EVM networks stand before Stacks: clients that
 * sign in do so for the first network alone, and x402-stacks finds its own wherever it stands.
 */
public record Rails(List<Rail> all) {

    private static final System.Logger LOG = System.getLogger(Rails.class.getName());

    private static final long LOOK_SECONDS = 15;

    public Rails {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no way to be paid");
        }
    }

    public static Rails of(Rail... all) {
        return new Rails(List.of(all));
    }

    /** All ways to pay one of these prices. */
    public List<Offer> offers(List<Price> prices) {
        return all.stream().flatMap(rail -> rail.verifier().offers(prices).stream()).toList();
    }

    /** What can be paid with. */
    public Set<Asset> assets() {
        Set<Asset> assets = EnumSet.noneOf(Asset.class);
        all.forEach(rail -> assets.addAll(rail.verifier().assets()));
        return assets;
    }

    /** The network that an asset is taken on, if it is taken on one. */
    public Optional<String> networkOf(Asset asset) {
        List<Rail> taking =
                all.stream().filter(rail -> rail.verifier().assets().contains(asset)).toList();
        return taking.size() == 1 ? Optional.of(taking.getFirst().network()) : Optional.empty();
    }

    /** Who is paid on each network. */
    public Map<String, String> payTo() {
        return all.stream().collect(Collectors.toMap(Rail::network, r -> r.verifier().payTo()));
    }

    /** By the network in CAIP-2; empty for one that payments were made on once. */
    Optional<Rail> of(String network) {
        return all.stream().filter(rail -> rail.network().equals(network)).findFirst();
    }

    /**
     * The rail of a payment.
     *
     * @throws Problem 400 if it is of a network that is not offered here
     */
    Rail of(Presented presented) {
        return taking(presented).orElseThrow(() -> notOffered(presented.version()));
    }

    /** The network of a payment, as a refusal names it: the first one if it has none of ours. */
    String network(Optional<Presented> presented) {
        return presented.flatMap(this::taking).orElse(all.getFirst()).network();
    }

    /** Has each asked now and then whether it is there, so that it is known while nobody pays. */
    public AutoCloseable watching() {
        Timer timer = new Timer("rails");
        timer.scheduleWithFixedDelay(
                () -> all.forEach(Rails::look), 0, LOOK_SECONDS, TimeUnit.SECONDS);
        return timer::shutdownNow;
    }

    private static void look(Rail rail) {
        try {
            rail.facilitator().look();
            rail.sponsor().ifPresent(sponsor -> sponsor.look(rail.facilitator()));
        } catch (ChainSilent e) {
            LOG.log(Level.WARNING, "{0} does not answer: {1}", rail.network(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "looking whether " + rail.network() + " answers", e);
        }
    }

    /** Lets go of what the chains are asked by. */
    public void close() {
        all.forEach(rail -> rail.facilitator().close());
    }

    /** Whether a payment's clients expect a 402 where it is refused, and give up at a second. */
    boolean invitesAgain(Presented presented) {
        return taking(presented).filter(r -> r.v1() instanceof Offer.V1.Listed).isPresent();
    }

    private Optional<Rail> taking(Presented presented) {
        return all.stream().filter(rail -> rail.takes(presented)).findFirst();
    }

    private Problem notOffered(Presented.Version version) {
        if (version != Presented.Version.V2) {
            return Presented.unknownVersion();
        }
        String networks = all.stream().map(Rail::network).collect(Collectors.joining(", "));
        return new Problem(
                ErrorCode.INVALID_NETWORK, "Payments are made on " + networks + " here.");
    }
}
