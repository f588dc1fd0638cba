package dev.coffer.describe;

import dev.coffer.endpoint.Reply;
import dev.coffer.room.Room;

import java.util.List;
import java.util.stream.Collectors;

/** What a person sees who opens the service: what it is, and where to go from here. */
final class HomePage {

    private static final String BODY =
            """
            <main>
            <h1>Durable state for AI agents, paid per call</h1>
            <p>An agent has a wallet and no account. It calls an HTTP endpoint, pays a fraction of a cent
            by x402, and has state: private to the address that paid, transactional, on disk when the
            answer arrives.</p>
            <ul class="doors">%s</ul>
            <h2>Ask for something</h2>
            <pre><code>curl -i %s/api/kv/set -d '{"key":"greeting","value":"hello"}'</code></pre>
            <p>The answer is 402 and says what it costs. <a href="/docs/agents">One page</a> says how to go on.</p>
            <h2>For programs</h2>
            <table><tbody>%s</tbody></table>
            <h2>What there is</h2>
            <table><tbody>%s</tbody></table>
            </main>
            """;

    private HomePage() {}

    /**
     * The page.
     *
     * @param money which money it takes, in words
     */
    static Reply.Content of(String money, String version, List<Room> rooms, String base) {
        List<Places.Place> places = Places.of(rooms);
        String doors =
                places.stream()
                        .filter(Places.Place::forPeople)
                        .map(place ->
                                "<li><a href=\"%s\">%s<small>%s</small></a></li>"
                                        .formatted(place.path(), place.title(), place.says()))
                        .collect(Collectors.joining("\n"));
        String texts =
                places.stream()
                        .filter(place -> !place.forPeople())
                        .map(place ->
                                "<tr><td>%s</td><td>%s</td></tr>"
                                        .formatted(
                                                place.opens()
                                                        ? "<a href=\"%1$s\">%1$s</a>"
                                                                .formatted(place.path())
                                                        : place.path(),
                                                Frame.escaped(place.says())))
                        .collect(Collectors.joining("\n"));
        String sold =
                rooms.stream()
                        .filter(CatalogText::isShown)
                        .map(room ->
                                "<tr><td><a href=\"/docs/%s%s\">%s</a></td><td>%s</td></tr>"
                                        .formatted(
                                                MadePages.ROOMS,
                                                Frame.escaped(room.name()),
                                                Frame.escaped(room.name()),
                                                Frame.escaped(room.says())))
                        .collect(Collectors.joining("\n"));
        Reply.Content page =
                Frame.page(
                        "Coffer: durable state for AI agents",
                        "<meta name=\"description\" content=\"Durable state for AI agents, paid per call by x402.\">\n",
                        "<span>%s</span> <mark>%s</mark>"
                                .formatted(Frame.escaped(version), Frame.escaped(money)),
                        BODY.formatted(doors, Frame.escaped(base), texts, sold),
                        Frame.STILL);
        return StaticFiles.chosen(page);
    }
}
