package dev.coffer.tool;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes tools: endpoints that compute, and keep nothing. Those that may take more than about a
 * millisecond share a few threads, one less than there are processors, in order of arrival; so
 * whoever calls the heaviest of them leaves the others' calls a processor.
 */
public final class Toolbox {

    /** Up to this, whatever grows with its input alone is done in well under a millisecond. */
    private static final int LIGHT_BYTES = 4096;

    private final Computing computing;

    public Toolbox(int processors) {
        this.computing = new Computing(Math.max(1, processors - 1));
    }

    /** A tool whose work is in proportion to its input. */
    public <I, O> Endpoint<I, O> tool(
            String path,
            Shape<I> takes,
            Class<O> gives,
            String says,
            String example,
            Function<I, O> does,
            ErrorCode... fails) {
        return endpoint(
                path,
                takes,
                Gives.json(gives),
                says,
                example,
                fails,
                call ->
                        isLight(call)
                                ? Reply.of(does.apply(call.input()))
                                : computed(() -> does.apply(call.input())));
    }

    /** A tool whose work may be long for a short input too. */
    public <I, O> Endpoint<I, O> heavy(
            String path,
            Shape<I> takes,
            Class<O> gives,
            String says,
            String example,
            Function<I, O> does,
            ErrorCode... fails) {
        return endpoint(
                path,
                takes,
                Gives.json(gives),
                says,
                example,
                fails,
                call -> computed(() -> does.apply(call.input())));
    }

    /** The same with whatever reply. */
    public <I, O> Endpoint<I, O> heavy(
            String path,
            Shape<I> takes,
            Gives<O> gives,
            String says,
            String example,
            Function<Call<I>, Reply<O>> does,
            ErrorCode... fails) {
        return endpoint(
                path,
                takes,
                gives,
                says,
                example,
                fails,
                call -> computing.of(() -> does.apply(call)));
    }

    private static <I, O> Endpoint<I, O> endpoint(
            String path,
            Shape<I> takes,
            Gives<O> gives,
            String says,
            String example,
            ErrorCode[] fails,
            Endpoint.Pure<I, O> does) {
        return Endpoint.pure(path, takes, gives)
                .costs(Tier.SIMPLE)
                .aboutNothing()
                .methods(methods(path, takes))
                .maxBodyBytes(ToolLimits.TOOL_BODY_BYTES.value())
                .fails(fails)
                .says(says)
                .example(example)
                .does(does);
    }

    /** What a path names is read by GET; what no query can say comes by POST. */
    private static String[] methods(String path, Shape<?> takes) {
        if (path.contains("{")) {
            return new String[] {"GET"};
        }
        boolean byBody =
                takes.fields().stream()
                        .anyMatch(f -> f.required() && isOfBody(f.schema().get("type")));
        return byBody ? new String[] {"POST"} : new String[] {"GET", "POST"};
    }

    /** A list or an object, which no query can say. */
    private static boolean isOfBody(@Nullable Object type) {
        return "array".equals(type) || "object".equals(type);
    }

    private static boolean isLight(Call<?> call) {
        long bytes = call.request().body().declaredBytes();
        return bytes >= 0 && bytes <= LIGHT_BYTES;
    }

    /**
     * Computes for longer than a moment, when it is its turn. Its answer is written there too: that
     * may take as long, and what it is made of is let go of before the next one's.
     */
    public <O> Reply<O> computed(Supplier<O> work) {
        return computing.of(() -> new Reply.Written<>(Json.gathered(work.get())));
    }
}
