package dev.coffer.tool.text;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.room.Room;
import dev.coffer.tool.ToolLimits;
import dev.coffer.tool.Toolbox;

import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The tools for text. */
public final class TextRoom {

    private TextRoom() {}

    public static Room room(Toolbox tools, RandomGenerator random, InstantSource clock) {
        return Room.of("text", "Text: encoded, hashed, compared, measured, changed")
                .limits(ToolLimits.values())
                .limits(TextLimits.values())
                .sells(
                        Stream.of(
                                        Codecs.of(tools),
                                        Digests.of(tools),
                                        List.<Endpoint<?, ?>>of(Jwt.of(tools, clock)),
                                        Markup.of(tools),
                                        Wording.of(tools),
                                        Shortening.of(tools),
                                        List.<Endpoint<?, ?>>of(RegexTest.of(tools)),
                                        List.<Endpoint<?, ?>>of(Lorem.of(tools, random)),
                                        List.<Endpoint<?, ?>>of(UrlCheck.of(tools)),
                                        List.<Endpoint<?, ?>>of(Diff.of(tools)),
                                        List.<Endpoint<?, ?>>of(UnicodeInfo.of(tools)))
                                .flatMap(List::stream)
                                .toArray(Endpoint<?, ?>[]::new));
    }
}
