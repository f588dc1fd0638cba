package dev.coffer.describe;

import dev.coffer.room.Room;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The service for those who read text: in brief, with links (llmstxt.org), or all of it in one.
 * Made of the catalog and the docs.
 */
final class LlmsText {

    private static final String HEAD =
            """
            # Coffer

            > Durable state for AI agents, paid per call: key-value, counters, locks, queues, SQL, memories, links, pastes, and some hundred tools. No account: what the address that paid stores is private to it, transactional, and on disk when the answer arrives.

            Everything is JSON over HTTP at %s. What only reads takes GET with a query and POST with a body alike; what writes takes POST. Only calls that succeed are charged. Errors are `application/problem+json` with a constant `code`; `detail` says what to do.

            There are three ways to pay:

            1. Each call by itself: a call without payment is answered 402 with offers (x402 v1 and v2). Any x402 client signs one and sends the call again.
            2. Once for many calls: pay `POST /api/account/deposit`, take `token` from its answer, and send it as `Authorization: Bearer`. Each call debits the balance.
            3. By a signature: the balance is the address's, so signing in (`/api/account/sign-in`, or x402's `sign-in-with-x`) gives a token for it again, for nothing.

            Money here: %s. Prices below are in %s for a call; `/api/prices` has them in each asset.
            """;

    /** Stands for the service's URL in what is made once: nobody is reached by it (RFC 6761). */
    private static final String BASE = "https://coffer.invalid";

    private final CatalogText texts;
    private final ServiceRoom.Money money;
    private final Supplier<List<Room>> rooms;
    private String brief = "";
    private String full = "";

    LlmsText(CatalogText texts, ServiceRoom.Money money, Supplier<List<Room>> rooms) {
        this.texts = texts;
        this.money = money;
        this.rooms = rooms;
    }

    /** What it is, and links to the rest. */
    synchronized String brief(String base) {
        if (brief.isEmpty()) {
            brief = brief(rooms.get());
        }
        return brief.replace(BASE, base);
    }

    /** Every endpoint with its input, and every page for callers. */
    synchronized String full(String base) {
        if (full.isEmpty()) {
            full = full(rooms.get());
        }
        return full.replace(BASE, base);
    }

    private String head() {
        String said =
                switch (money.facilitator()) {
                    case "off" -> "none, payments are off; `X-Payer: <name>` says who calls";
                    case "devnet" ->
                            "play money; `POST /devnet/faucet {\"address\": \"ST...\"}` gives some";
                    default -> money.network();
                };
        return HEAD.formatted(BASE, said, texts.asset().symbol());
    }

    private String brief(List<Room> rooms) {
        StringBuilder text = new StringBuilder(head());
        text.append("\n## Docs\n\n");
        Docs.forCallers().forEach(page -> text.append(line(page)));
        text.append("\n## API\n\n");
        Places.of(rooms)
                .forEach(place ->
                        text.append(line(place.name(), BASE + place.path(), place.says())));
        text.append("\n## Endpoints\n\n");
        for (Room room : rooms.stream().filter(CatalogText::isShown).toList()) {
            String says = "%s; %s".formatted(room.says(), texts.endpoints(room));
            text.append(line(room.name(), BASE + "/docs/api/" + room.name() + ".md", says));
        }
        text.append("\n## Optional\n\n");
        List<Docs.Page> others = new ArrayList<>(Docs.all());
        others.removeAll(Docs.forCallers());
        others.forEach(page -> text.append(line(page)));
        return text.toString();
    }

    private static String line(Docs.Page page) {
        return line(page.title(), BASE + "/docs/" + page.file(), page.says());
    }

    private static String line(String name, String url, String says) {
        return "- [%s](%s)%s\n".formatted(name, url, says.isEmpty() ? "" : ": " + says);
    }

    private String full(List<Room> rooms) {
        StringBuilder text = new StringBuilder(head());
        rooms.stream()
                .filter(CatalogText::isShown)
                .forEach(room -> text.append("\n").append(texts.page(room)));
        Docs.forCallers().forEach(page -> text.append("\n").append(page.absolute(BASE)));
        return text.toString();
    }
}
