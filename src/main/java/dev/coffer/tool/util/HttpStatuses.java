package dev.coffer.tool.util;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Toolbox;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The status codes of HTTP (IANA's registry, names of RFC 9110). */
final class HttpStatuses {

    record Wanted(Optional<Long> code, Optional<String> category) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Field.whole("code", 0, 9999, "One code.").optional(),
                        Field.choice(
                                        "category",
                                        List.of("1xx", "2xx", "3xx", "4xx", "5xx"),
                                        "All of one class; without both, all there are.")
                                .optional());
    }

    sealed interface Told {}

    record Status(int code, String name, String description, String category) implements Told {}

    record Statuses(int count, List<Status> codes) implements Told {}

    private static final List<String> CATEGORIES =
            List.of("Informational", "Success", "Redirection", "Client Error", "Server Error");

    private static final List<Status> ALL =
            Arrays.stream(
                            """
                            100|Continue|Go on and send the body.
                            101|Switching Protocols|The connection speaks the protocol asked for from now on.
                            102|Processing|The request was received and is being worked on.
                            103|Early Hints|Some headers of the answer to come.
                            200|OK|The request succeeded.
                            201|Created|It succeeded and made something new.
                            202|Accepted|It will be worked on later.
                            203|Non-Authoritative Information|An intermediary changed the answer.
                            204|No Content|It succeeded and there is nothing to show.
                            205|Reset Content|It succeeded; the form may be emptied.
                            206|Partial Content|The part that was asked for.
                            207|Multi-Status|Several results, each with its own status.
                            208|Already Reported|Told earlier in the same answer.
                            226|IM Used|The answer is the difference from an earlier one.
                            300|Multiple Choices|There are several representations to choose from.
                            301|Moved Permanently|It has another address for good.
                            302|Found|It is at another address for now.
                            303|See Other|The answer is to be fetched from another address.
                            304|Not Modified|What the client has is still good.
                            305|Use Proxy|No longer used.
                            307|Temporary Redirect|Send the same request to another address this time.
                            308|Permanent Redirect|Send the same request to another address from now on.
                            400|Bad Request|The request is not one that can be understood.
                            401|Unauthorized|It has to say who is asking.
                            402|Payment Required|It has to be paid for.
                            403|Forbidden|Whoever asks may not.
                            404|Not Found|There is nothing at that address.
                            405|Method Not Allowed|The address does not take that method.
                            406|Not Acceptable|There is no form of it that the client takes.
                            407|Proxy Authentication Required|The proxy wants to know who is asking.
                            408|Request Timeout|The request came too slowly.
                            409|Conflict|It does not go with what is there.
                            410|Gone|It was there and will not be again.
                            411|Length Required|The request has to say how long it is.
                            412|Precondition Failed|A condition of the request does not hold.
                            413|Content Too Large|The body is longer than is taken.
                            414|URI Too Long|The address is longer than is taken.
                            415|Unsupported Media Type|The body is of a type that is not taken.
                            416|Range Not Satisfiable|There is no such part of it.
                            417|Expectation Failed|What Expect asks for can't be met.
                            418|I'm a teapot|It was asked to brew coffee.
                            421|Misdirected Request|It was sent to a server that does not answer for it.
                            422|Unprocessable Content|It is understood, but makes no sense.
                            423|Locked|Somebody else holds it.
                            424|Failed Dependency|What it depends on failed.
                            425|Too Early|It might be a replay, and is not risked.
                            426|Upgrade Required|The client has to speak another protocol.
                            428|Precondition Required|The request has to be conditional.
                            429|Too Many Requests|The client asks too often.
                            431|Request Header Fields Too Large|The headers are longer than are taken.
                            451|Unavailable For Legal Reasons|The law forbids it.
                            500|Internal Server Error|Something failed in the server.
                            501|Not Implemented|The server can't do that.
                            502|Bad Gateway|A server behind gave no good answer.
                            503|Service Unavailable|The server can't do it just now.
                            504|Gateway Timeout|A server behind gave no answer in time.
                            505|HTTP Version Not Supported|The server does not speak that version.
                            506|Variant Also Negotiates|The server is set up in a circle.
                            507|Insufficient Storage|There is no room for it.
                            508|Loop Detected|The request goes round in a circle.
                            510|Not Extended|The request lacks an extension.
                            511|Network Authentication Required|The network wants to know who is asking.\
                            """
                                    .split("\n"))
                    .map(line -> line.split("\\|"))
                    .map(part ->
                            new Status(
                                    Integer.parseInt(part[0]),
                                    part[1],
                                    part[2],
                                    CATEGORIES.get(part[0].charAt(0) - '1')))
                    .toList();

    private HttpStatuses() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.heavy(
                "/api/util/http-status",
                Wanted.SHAPE,
                Gives.oneOf(Told.class, Status.class, Statuses.class),
                "Explains a status code of HTTP, or lists those of a class.",
                "{\"code\": 402}",
                call -> Reply.of(told(call.input())),
                ErrorCode.NOT_FOUND);
    }

    private static Told told(Wanted in) {
        if (in.code().isPresent()) {
            long code = in.code().get();
            return ALL.stream()
                    .filter(status -> status.code() == code)
                    .findFirst()
                    .orElseThrow(() ->
                            Problem.notFound("Status code", "statusCode", Long.toString(code)));
        }
        List<Status> some =
                ALL.stream()
                        .filter(status ->
                                in.category()
                                        .map(c -> c.charAt(0) - '0' == status.code() / 100)
                                        .orElse(true))
                        .toList();
        return new Statuses(some.size(), some);
    }
}
