package dev.coffer.payment;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;

import java.util.List;
import java.util.function.Supplier;

/**
 * What a token's caveats leave of its owner's rights. A caveat that is added takes away and never
 * gives: whoever may not do something with a token may not do it with what is made of it.
 *
 * <p>So the account is open to a narrowed token only if the first line that narrows it is an {@code
 * only} that names the endpoint in full, and no later {@code only} leaves it out: a line that is
 * added behind another can't open what that one closed.
 *
 * @param narrowing the links but {@code until}; one at least
 */
record TokenRights(List<BearerToken.Link> narrowing) implements Rights {

    private static final String ACCOUNT = "/api/account";

    @Override
    public void require(Endpoint<?, ?> endpoint, Supplier<List<String>> names) {
        if (endpoint.path().startsWith(ACCOUNT) && !opens(narrowing.getFirst(), endpoint)) {
            throw BearerToken.notAllowed(narrowing.getFirst().line());
        }
        for (BearerToken.Link link : narrowing) {
            if (!admits(link, endpoint, names)) {
                throw BearerToken.notAllowed(link.line());
            }
        }
    }

    private static boolean opens(BearerToken.Link link, Endpoint<?, ?> endpoint) {
        return !makesTokens(endpoint)
                && link.caveat() instanceof Caveat.Only only
                && only.namesInFull(endpoint.path());
    }

    private static boolean makesTokens(Endpoint<?, ?> endpoint) {
        return endpoint.access() instanceof Access.Deposit<?>
                || endpoint.access() instanceof Access.Account<?>(boolean wholeOnly) && wholeOnly;
    }

    private static boolean admits(
            BearerToken.Link link, Endpoint<?, ?> endpoint, Supplier<List<String>> names) {
        return switch (link.caveat()) {
            case Caveat.Only only ->
                    endpoint.path().startsWith(ACCOUNT)
                            ? only.namesInFull(endpoint.path())
                            : only.admits(endpoint.path());
            case Caveat.Keys keys -> keys.admits(names.get());
            case Caveat.Read _ -> endpoint.kind() != Endpoint.Kind.WRITE;
            case Caveat.Until _, Caveat.Calls _, Caveat.Spend _, Caveat.Id _ -> true;
        };
    }
}
