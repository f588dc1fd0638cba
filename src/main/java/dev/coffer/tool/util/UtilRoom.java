package dev.coffer.tool.util;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.room.Room;
import dev.coffer.tool.Toolbox;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** The tools for this and that. */
public final class UtilRoom {

    private UtilRoom() {}

    public static Room room(Toolbox tools, InstantSource clock) {
        return Room.of("util", "Dates, schedules, addresses, colours, markup, pictures, names")
                .limits(UtilLimits.values())
                .sells(
                        Stream.of(
                                        Dates.of(tools, clock),
                                        List.<Endpoint<?, ?>>of(
                                                DateAdd.of(tools),
                                                CronParse.of(tools, clock),
                                                AgentParse.of(tools),
                                                QrGenerate.of(tools),
                                                PlaceholderImage.of(tools),
                                                ColorConvert.of(tools),
                                                HttpStatuses.of(tools),
                                                EmailCheck.of(tools),
                                                Slug.of(tools),
                                                MimeTypes.of(tools),
                                                ByteSizes.of(tools),
                                                StringDistance.of(tools),
                                                RegexEscape.of(tools),
                                                SignatureCheck.of(tools, clock)),
                                        Urls.of(tools),
                                        Documents.of(tools))
                                .flatMap(List::stream)
                                .toArray(Endpoint<?, ?>[]::new));
    }
}
