package dev.coffer.call;

import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Fence;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Lists;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Sold;
import dev.coffer.endpoint.Touches;
import dev.coffer.store.Tx;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Many operations as one call: in order, in one transaction of their owner, with one debit of what
 * they cost together. Whatever a catalog sells stands in it. Atomic, all of them are done or none;
 * otherwise each stands for itself, and those that fail leave nothing and cost nothing.
 */
public final class Batch {

    /** An operation as it came. */
    private record Item(String path, RawJson body, Optional<String> as) {}

    /** What is asked for. */
    record Asked(List<Step> steps, boolean atomic) {

        Stream<Operation<?, ?>> operations() {
            return steps.stream()
                    .filter(Operation.class::isInstance)
                    .map(step -> (Operation<?, ?>) step);
        }

        List<Sold> sold() {
            return operations().map(Operation::sold).toList();
        }
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final Shape<Item> ITEM =
            Shape.of(
                    Item::new,
                    Field.text("path", 1, 1024, "The endpoint: /api/kv/set."),
                    Field.json("body", Limits.LARGEST_BODY_BYTES.value(), "Its input, an object.")
                            .orElse(new RawJson("{}".getBytes(StandardCharsets.UTF_8))),
                    Field.text(
                                    "as",
                                    1,
                                    BatchLimits.BATCH_NAME_CHARS,
                                    "What later operations call its result: `{\"$ref\": \"name.field\"}`.")
                            .map(Batch::name)
                            .optional());

    private final Supplier<Catalog> catalog;

    private Batch(Supplier<Catalog> catalog) {
        this.catalog = catalog;
    }

    /**
     * @param catalog what stands in batches
     * @param fences refuses a write whose fence does not hold
     */
    public static Endpoint<?, ?> endpoint(Supplier<Catalog> catalog, BiConsumer<Tx, Fence> fences) {
        Batch batch = new Batch(catalog);
        Shape<Asked> asked =
                Shape.of(
                                Unread::new,
                                Lists.objects(
                                        "operations",
                                        1,
                                        BatchLimits.BATCH_OPERATIONS.whole(),
                                        ITEM,
                                        "What to do, in this order."),
                                Field.flag(
                                                "atomic",
                                                "True: all or nothing. False: each stands for itself, and those that fail are not charged.")
                                        .orElse(true))
                        .map(batch::read);
        return Endpoint.preparedWrite("/api/batch", asked, Batched.GIVES)
                .costs(new Pricing.Sum<>(Asked::sold))
                .about(new Touches.Each<>(a -> a.operations().<Touches.One>map(o -> o).toList()))
                .maxBodyBytes(BatchLimits.BATCH_BYTES.value())
                .costlyToPrepare()
                .fails(
                        Operation.NOT_IN_BATCH,
                        References.BAD_REF,
                        BatchEffect.BATCH_TOO_LARGE,
                        BatchEffect.RESULTS_TOO_LARGE)
                .says(
                        "Does up to 100 operations in one transaction, all or nothing, for the sum of their prices; one may take what an earlier one answered.")
                .example(
                        """
                        {"operations": [
                          {"path": "/api/counter/increment", "body": {"name": "orders"}, "as": "order"},
                          {"path": "/api/kv/set", "body": {"key": "last-order", "value": {"$ref": "order.value"}}}]}\
                        """)
                .does(call -> BatchEffect.prepare(call, fences));
    }

    private record Unread(List<Item> items, boolean atomic) {}

    private static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw Problem.invalid("as", "has letters, digits and _ only, and no digit first");
        }
        return text;
    }

    private Asked read(Unread unread) {
        List<Step> steps = new ArrayList<>();
        Set<String> names = new HashSet<>();
        boolean turnTaken = false;
        for (Item item : unread.items()) {
            Step.Place place = new Step.Place(steps.size(), item.path(), item.as());
            Step step = read(place, item, names, turnTaken, unread.atomic());
            steps.add(step);
            turnTaken |= step instanceof Operation<?, ?> o && o.endpoint().takesTurn();
            if (item.as().isPresent() && !names.add(item.as().get())) {
                throw place.placed(Problem.invalid("as", "is an earlier operation's name"));
            }
        }
        return new Asked(List.copyOf(steps), unread.atomic());
    }

    private Step read(
            Step.Place place, Item item, Set<String> names, boolean turnTaken, boolean atomic) {
        try {
            Catalog.Match match = catalog.get().match(item.path());
            if (turnTaken && match.endpoint().takesTurn()) {
                throw Operation.notInBatch(
                        "An earlier operation of the batch works on the same, or asks outside, too; one of them at most stands in a batch.");
            }
            return Operation.of(place, match, References.of(item.body(), names));
        } catch (Problem problem) {
            Problem placed = place.placed(problem);
            if (atomic) {
                throw placed;
            }
            return new Step.Unfit(place, placed);
        }
    }
}
