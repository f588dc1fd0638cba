package dev.coffer.harness;

import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers for a few names: {@code name TYPE} to what a zone file says. */
record ScriptedDns(Map<String, List<String>> zone) implements Resolver {

    private static final long TTL = 300;

    @Override
    public CompletionStage<Message> sendAsync(Message query) {
        Record question = query.getQuestion();
        String name = question.getName().toString(true);
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        if (name.startsWith("broken.")) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
        } else if (zone.keySet().stream().noneMatch(known -> known.startsWith(name + " "))) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        String key = name + " " + Type.string(question.getType());
        for (String data : zone.getOrDefault(key, List.of())) {
            answer.addRecord(record(question, data), Section.ANSWER);
        }
        return CompletableFuture.completedFuture(answer);
    }

    private static Record record(Record question, String data) {
        try {
            return Record.fromString(
                    question.getName(), question.getType(), DClass.IN, TTL, data, Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void setPort(int port) {}

    @Override
    public void setTCP(boolean flag) {}

    @Override
    public void setIgnoreTruncation(boolean flag) {}

    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {}

    @Override
    public void setTSIGKey(TSIG key) {}

    @Override
    public void setTimeout(Duration timeout) {}
}
