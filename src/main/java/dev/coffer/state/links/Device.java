package dev.coffer.state.links;

import java.util.List;

/** What a link is opened on; a bot is nobody's. */
enum Device {
    DESKTOP,
    MOBILE,
    TABLET,
    OTHER,
    BOT;

    static final List<Device> PEOPLES = List.of(DESKTOP, MOBILE, TABLET, OTHER);
}
