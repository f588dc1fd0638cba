package dev.coffer.call;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Fence;
import dev.coffer.endpoint.InputReader;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Query;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.endpoint.Sold;
import dev.coffer.endpoint.Touches;
import dev.coffer.payment.grant.Touched;
import dev.coffer.store.Tx;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One operation of a batch: a call of an endpoint with an input of its own. The input of one that
 * refers to earlier results is known, and checked, when they are.
 *
 * @param access what it costs, and what it is about
 * @param pathValues what the path says of its input
 * @param input empty as long as it is not known
 * @param sold what it is paid for; at most, as long as its input is not known
 */
record Operation<I, O>(
        Place place,
        Endpoint<I, O> endpoint,
        Access.Paid<I> access,
        Map<String, String> pathValues,
        References references,
        Optional<InputReader.Input<I>> input,
        Sold sold)
        implements Step, Touches.One {

    static final ErrorCode NOT_IN_BATCH = new ErrorCode(400, "not_in_batch");

    private static final byte[] WAIT = "\"wait\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OWNER = "\"owner\"".getBytes(StandardCharsets.UTF_8);

    /**
     * @throws Problem 400 {@code not_in_batch} for what only a call of its own can do, 503 {@code
     *     not_configured} for what nobody can
     */
    static <I, O> Operation<I, O> of(Place place, Catalog.Match match, References references) {
        @SuppressWarnings("unchecked") // A catalog has endpoints of all types.
        Endpoint<I, O> endpoint = (Endpoint<I, O>) match.endpoint();
        if (!(endpoint.access() instanceof Access.Paid<I> access)
                || access.pricing() instanceof Pricing.Sum<I>) {
            throw notInBatch("Only what is paid for stands in a batch, and no batch in another.");
        }
        endpoint.requireConfigured();
        if (endpoint.gives().variants().isEmpty()) {
            throw notJson();
        }
        if (endpoint.prepares() && !references.isEmpty()) {
            throw notInBatch(
                    "What this operation does begins before the batch's transaction, when no result is known to refer to; give it its input.");
        }
        Optional<InputReader.Input<I>> input =
                references.isEmpty()
                        ? Optional.of(read(endpoint, match.pathValues(), references.body()))
                        : Optional.empty();
        Sold sold =
                input.map(in -> sold(endpoint, access, in.value()))
                        .orElseGet(() -> access.pricing().atMost(endpoint.path()));
        return new Operation<>(
                place, endpoint, access, match.pathValues(), references, input, sold);
    }

    static Problem notJson() {
        return notInBatch("What does not answer in JSON is called by itself.");
    }

    static Problem notInBatch(String why) {
        return new Problem(NOT_IN_BATCH, why);
    }

    private static <I> InputReader.Input<I> read(
            Endpoint<I, ?> endpoint, Map<String, String> pathValues, byte[] body) {
        InputReader.Input<I> input = InputReader.read(endpoint, pathValues, body);
        if (input.tokenType().isPresent()) {
            throw Problem.invalid("tokenType", "stands beside `operations`: all is paid in one");
        }
        return input;
    }

    private static <I> Sold sold(Endpoint<I, ?> endpoint, Access.Paid<I> access, I input) {
        return access.pricing().sold(endpoint.path(), input).getFirst();
    }

    /**
     * Its input, with what its references stand for.
     *
     * @throws Problem 400 if that is none
     */
    InputReader.Input<I> input(byte[] body) {
        if (body.length > endpoint.maxBodyBytes()) {
            throw new Problem(ErrorCode.TOO_LARGE, "The input is longer than this operation takes.")
                    .with("limit", endpoint.maxBodyBytes());
        }
        return read(endpoint, pathValues, body);
    }

    /**
     * The call, of which nobody waits for an answer, and which is about its caller's own.
     *
     * @param batch the call that it is a part of
     * @throws Problem 400 {@code not_in_batch} if it is another
     */
    Call<I> call(I value, byte[] body, Call<?> batch, Request.Client client) {
        if (has(body, WAIT)
                && InputReader.peek(body, "wait")
                        .filter(wait -> !wait.equals("0") && !wait.equals("false"))
                        .isPresent()) {
            throw waits();
        }
        if (has(body, OWNER)
                && InputReader.peek(body, "owner")
                        .filter(owner -> !owner.equals(batch.owner()))
                        .isPresent()) {
            throw notInBatch("What is another owner's is read by a call of its own.");
        }
        return new Call<>(value, batch.tokenType(), batch.caller(), request(body, batch, client));
    }

    static Problem waits() {
        return notInBatch("Nothing waits within a batch: leave `wait` out.");
    }

    private Request request(byte[] body, Call<?> batch, Request.Client client) {
        Request whole = batch.request();
        return new Request(
                "POST",
                place.path(),
                new Query(""),
                pathValues,
                whole.headers(),
                new Request.Body() {
                    @Override
                    public long declaredBytes() {
                        return body.length;
                    }

                    @Override
                    public byte[] read(long maxBytes) {
                        return body;
                    }
                },
                client,
                whole.remoteAddress(),
                whole.baseUrl());
    }

    private static boolean has(byte[] body, byte[] text) {
        for (int i = 0; i <= body.length - text.length; i++) {
            int j = 0;
            while (j < text.length && body[i + j] == text[j]) {
                j++;
            }
            if (j == text.length) {
                return true;
            }
        }
        return false;
    }

    /** What it is paid for after it was answered so. */
    Sold sold(I value, Reply<O> reply) {
        return switch (reply) {
            case Reply.Wait<O> _, Reply.Found<O> _ -> Debits.read(endpoint);
            default -> input.isPresent() ? sold : sold(endpoint, access, value);
        };
    }

    /** What it does among what is some owner's; refused as {@link #names} is. */
    Touched touched(Tx tx, String owner) {
        boolean fenced = input.flatMap(InputReader.Input::fence).isPresent();
        return new Touched(endpoint, names(tx, owner), fenced, place.index());
    }

    /**
     * @throws Problem 403 if that depends on results that are not known before it is judged
     */
    @Override
    public List<String> names(Tx tx, String owner) {
        InputReader.Input<I> known =
                input.orElseThrow(() ->
                        place.placed(
                                new Problem(
                                        ErrorCode.NOT_ALLOWED,
                                        "No operation may have a `$ref` here: what may be done, by a token for some names or by a grant, is judged before any result is known.")));
        List<String> names = new ArrayList<>(access.touches().names(tx, owner, known.value()));
        known.fence().map(Fence::lock).ifPresent(names::add);
        return names;
    }
}
