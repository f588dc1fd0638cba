package dev.coffer.describe;

import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.Prices;
import dev.coffer.room.Room;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Supplier;

/** The docs as pages for people and as markdown for agents, and what all pages look like. */
public final class DocsRoom {

    private static final int NAME_CHARS = 128;

    private DocsRoom() {}

    /**
     * The room.
     *
     * @param rooms all rooms, once there are all
     */
    public static Room room(
            ServiceRoom.Money money,
            Prices prices,
            Capacities capacities,
            Supplier<List<Room>> rooms) {
        CatalogText texts = new CatalogText(prices);
        DocPages pages =
                new DocPages(
                        new MadePages(prices, texts, capacities, rooms)::all,
                        () -> Places.of(rooms.get()));
        LlmsText llms = new LlmsText(texts, money, rooms);
        StaticFiles assets = new StaticFiles("assets/", StaticFiles.NOTHING);
        StaticFiles swagger = new StaticFiles(swaggerFolder(), StaticFiles.NOTHING);
        return Room.of("docs", "These pages: for people, and as markdown for agents")
                .sells(
                        at(
                                "/docs",
                                "The API, endpoint by endpoint, to be tried; and all pages.",
                                _ -> pages.api()),
                        page(pages),
                        at(
                                "/llms.txt",
                                "This service in brief, for agents, with links.",
                                request -> text(llms.brief(request.baseUrl()))),
                        at(
                                "/llms-full.txt",
                                "Every endpoint and every page in one text.",
                                request -> text(llms.full(request.baseUrl()))),
                        assets.at("/favicon.ico", "favicon.ico", "The sign of this service."),
                        assets.below("/assets", "pages.css", "What pages look like."),
                        swagger.at(
                                "/assets/swagger-ui.js",
                                "swagger-ui-bundle.js",
                                "What shows the API on its page."),
                        swagger.at("/assets/swagger-ui.css", "swagger-ui.css", "How that looks."));
    }

    private static Endpoint<?, ?> at(
            String path, String says, Function<Request, Reply<Reply.Content>> answer) {
        return Endpoint.pure(path, Shape.nothing(), Gives.content())
                .forAnybody()
                .methods("GET")
                .lenientQuery()
                .says(says)
                .does(call -> answer.apply(call.request()));
    }

    private static Endpoint<?, ?> page(DocPages pages) {
        return Endpoint.pure(
                        "/docs/{page*}",
                        Shape.of(page -> page, Field.text("page", 1, NAME_CHARS, "A page's name.")),
                        Gives.content())
                .forAnybody()
                .methods("GET")
                .lenientQuery()
                .fails(ErrorCode.NOT_FOUND)
                .says(
                        "A page about this service; as markdown with `.md` behind its name, or by `Accept: text/markdown`.")
                .example("{\"page\": \"%s\"}".formatted(Docs.FIRST))
                .does(call -> pages.page(call.input(), call.request()));
    }

    private static Reply.Content text(String text) {
        return StaticFiles.content(
                "text/plain; charset=utf-8",
                text.getBytes(StandardCharsets.UTF_8),
                StaticFiles.NOTHING);
    }

    /** Where the class path has Swagger UI, whose version is part of it. */
    private static String swaggerFolder() {
        String about = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
        Properties properties = new Properties();
        try (InputStream in = DocsRoom.class.getClassLoader().getResourceAsStream(about)) {
            properties.load(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "META-INF/resources/webjars/swagger-ui/%s/"
                .formatted(properties.getProperty("version"));
    }
}
