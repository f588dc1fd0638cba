package dev.coffer.cli.demo;

import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.PayingClient;
import dev.coffer.cli.client.Response;

import java.io.IOException;

/** The demo's last part: a link is made, followed, and its clicks are counted. */
record DemoLink(PayingClient client, String token, Transcript shown) {

    void run() throws IOException {
        HttpCall create =
                HttpCall.post(
                        "/api/links/create",
                        "{\"url\":\"https://example.com/docs?page=2\",\"slug\":\"docs-2\"}");
        Response created = client.byToken(create, token);
        shown.step("link", create, created);
        Demo.expect(created, 200, true, "a short link");
        HttpCall follow = HttpCall.get("/l/docs-2");
        Response followed = client.ask(follow);
        String target = followed.header("Location").orElse("");
        shown.step("follow", follow, "%d, Location: %s".formatted(followed.status(), target));
        boolean right = target.equals("https://example.com/docs?page=2");
        Demo.expect(followed, 302, right, "a redirect");
        HttpCall stats = HttpCall.post("/api/links/stats", "{\"slug\":\"docs-2\"}");
        Response counted = client.byToken(stats, token);
        shown.step(
                "clicks",
                stats,
                "%d {\"clicks\":%s,\"visitors\":%s,\"devices\":%s,...}"
                        .formatted(
                                counted.status(),
                                counted.json().path("clicks"),
                                counted.json().path("visitors"),
                                counted.json().path("devices")));
        Demo.expect(counted, 200, counted.json().path("clicks").asInt() == 1, "one click");
    }
}
