package dev.coffer.tool.registry;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Lists;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.outbound.OutboundLimits;
import dev.coffer.tool.registry.Directory.Status;
import dev.coffer.tool.registry.Ownership.Proof;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the registry's endpoints take. */
final class RegistryInputs {

    private static final Field<String> URL =
            Field.text("url", 1, RegistryLimits.REGISTRY_URL_CHARS, "The endpoint's URL, in ASCII.")
                    .map(RegistryInputs::url);

    private static final Field<String> NAME =
            Field.text("name", 1, RegistryLimits.REGISTRY_NAME_CHARS, "What it is called.");

    private static final Field<String> DESCRIPTION =
            Field.text(
                    "description", 1, RegistryLimits.REGISTRY_DESCRIPTION_CHARS, "What it does.");

    private static final Field<Optional<String>> CATEGORY =
            Field.text("category", 1, RegistryLimits.REGISTRY_CATEGORY_CHARS, "Of what kind it is.")
                    .optional();

    private static final Field<Optional<List<String>>> TAGS =
            Lists.texts(
                            "tags",
                            RegistryLimits.REGISTRY_TAGS.whole(),
                            RegistryLimits.REGISTRY_TAG_CHARS,
                            "Words by which to find it.")
                    .optional();

    private static final Field<Optional<String>> OWNER =
            Field.text(
                            "owner",
                            1,
                            dev.coffer.store.Owner.MAX_CHARS,
                            "The owner's address; the caller's if left out.")
                    .map(owner -> Ownership.address("owner", owner))
                    .optional();

    /** What proves ownership to whoever does not pay as owner. */
    private static final Shape<Proof> PROOF =
            Shape.of(
                    Proof::new,
                    Field.text(
                                    "signature",
                                    1,
                                    200,
                                    "The challenge's, by the owner's key (SIP-018).")
                            .optional(),
                    Field.text("challengeId", 1, 100, "Which challenge was signed.").optional());

    private static final Field<Optional<String>> ADMIN =
            Field.text("adminAddress", 1, 200, "Proves nothing; older clients send it.").optional();

    record Probed(String url, Duration time) {
        static final Shape<Probed> SHAPE =
                Shape.of(
                        Probed::new,
                        URL,
                        Field.whole(
                                        "timeout",
                                        100,
                                        OutboundLimits.OUTBOUND_MAX_MS.value(),
                                        "Milliseconds at most.")
                                .orElse(OutboundLimits.OUTBOUND_DEFAULT_MS.value())
                                .map(Duration::ofMillis));
    }

    /** What an entry says. */
    record Said(
            String name,
            String description,
            Optional<String> category,
            Optional<List<String>> tags) {
        static final Shape<Said> SHAPE = Shape.of(Said::new, NAME, DESCRIPTION, CATEGORY, TAGS);
    }

    record Registered(String url, Said said, Optional<String> owner, Proof proof) {
        static final Shape<Registered> SHAPE =
                Shape.of(Registered::new, URL, Said.SHAPE, OWNER, PROOF);
    }

    /** A page, by offset as older clients ask for it. */
    record Listed(Directory.Asked asked, int limit, long offset) {
        static final Shape<Listed> SHAPE =
                Shape.of(
                        (category, status, limit, offset) ->
                                new Listed(
                                        new Directory.Asked(Optional.empty(), status, category),
                                        limit,
                                        offset),
                        CATEGORY,
                        Field.choice(
                                        "status",
                                        List.of("unverified", "verified", "rejected"),
                                        "Only those; without it all but the rejected.")
                                .map(Status::of)
                                .optional(),
                        Field.whole(
                                        "limit",
                                        1,
                                        RegistryLimits.REGISTRY_PAGE_MAX.value(),
                                        "Entries at most.")
                                .orElse(RegistryLimits.REGISTRY_PAGE_DEFAULT.value())
                                .map(Long::intValue),
                        Field.whole(
                                        "offset",
                                        0,
                                        RegistryLimits.REGISTRY_OFFSET_MAX.value(),
                                        "How many to pass over.")
                                .orElse(0L));
    }

    /** An entry, by its URL or its id. */
    record Detailed(String id, boolean liveProbe) {
        static final Shape<Detailed> SHAPE =
                Shape.of(
                        Detailed::of,
                        URL.optional(),
                        Field.text("id", 16, 16, "The entry's id, in place of `url`.").optional(),
                        OWNER,
                        Field.flag("liveProbe", "False: it is not asked.").orElse(true));

        private static Detailed of(
                Optional<String> url, Optional<String> id, Optional<String> owner, boolean live) {
            if (url.isPresent() == id.isPresent()) {
                throw Problem.invalid("url", "or `id` is required, one of them");
            }
            return new Detailed(url.map(Directory::id).or(() -> id).orElseThrow(), live);
        }
    }

    /** What is to be changed; what is left out stays. */
    record Changes(
            Optional<String> name,
            Optional<String> description,
            Optional<String> category,
            Optional<List<String>> tags,
            boolean reprobe) {
        static final Shape<Changes> SHAPE =
                Shape.of(
                        Changes::new,
                        NAME.optional(),
                        DESCRIPTION.optional(),
                        CATEGORY,
                        TAGS,
                        Field.flag("reprobeEndpoint", "True: it is asked anew what it takes."));
    }

    record Updated(String url, Changes changes, Optional<String> owner, Proof proof) {
        static final Shape<Updated> SHAPE =
                Shape.of(Updated::new, URL, Changes.SHAPE, OWNER, PROOF);
    }

    record Deleted(String url, Optional<String> owner, Proof proof) {
        static final Shape<Deleted> SHAPE = Shape.of(Deleted::new, URL, OWNER, PROOF);
    }

    record Transferred(String url, String newOwner, Optional<String> owner, Proof proof) {
        static final Shape<Transferred> SHAPE =
                Shape.of(
                        Transferred::new,
                        URL,
                        Field.text(
                                        "newOwner",
                                        1,
                                        dev.coffer.store.Owner.MAX_CHARS,
                                        "Who is to own it.")
                                .map(owner -> Ownership.address("newOwner", owner)),
                        OWNER,
                        PROOF);
    }

    record Mine(Optional<String> owner, Proof proof) {
        static final Shape<Mine> SHAPE = Shape.of(Mine::new, OWNER, PROOF);
    }

    record Judged(String url, Status status) {
        static final Shape<Judged> SHAPE =
                Shape.of(
                        (url, action, _) -> new Judged(url, action),
                        URL,
                        Field.choice("action", List.of("verify", "reject"), "What to say of it.")
                                .map(action ->
                                        action.equals("verify")
                                                ? Status.VERIFIED
                                                : Status.REJECTED),
                        ADMIN);
    }

    /** Nothing but what older clients send. */
    static final Shape<Optional<String>> PENDING = Shape.of(admin -> admin, ADMIN);

    private RegistryInputs() {}

    /** It is signed as ASCII, and names the entry letter for letter. */
    private static String url(String url) {
        boolean plain = url.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!plain || !url.matches("(?i)https?://.+")) {
            throw Problem.invalid("url", "must be an http or https URL in ASCII");
        }
        return url;
    }
}
