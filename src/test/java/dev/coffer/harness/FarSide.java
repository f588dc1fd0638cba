package dev.coffer.harness;

import dev.coffer.outbound.Outside;

import org.xbill.DNS.Resolver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Stands in for all that lies outside: names mean what a test says, and every connection, to
 * whatever address, leads to one server on this machine, which answers by the path that it is asked
 * for. What was dialled is known.
 */
public final class FarSide implements Outside, AutoCloseable {

    /** A public address that stands for a host. */
    public static final String PUBLIC = "93.184.215.14";

    /** What came in. */
    public record Asked(String method, String target, String head, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public String path() {
            return target.split("\\?", 2)[0];
        }
    }

    /** Answers, by writing what HTTP it likes. */
    @FunctionalInterface
    public interface Answering {
        void answer(Asked asked, OutputStream out) throws IOException;
    }

    private static final char[] PASSWORD = "stand-in".toCharArray();

    private static final SSLContext SHOWS = context();
    private static final X509TrustManager TRUSTS = trust();

    private final Map<String, List<List<String>>> names = new ConcurrentHashMap<>();
    private final Map<String, Answering> answers = new ConcurrentHashMap<>();
    private final List<InetSocketAddress> dialled = new CopyOnWriteArrayList<>();
    private final List<String> resolved = new CopyOnWriteArrayList<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final ServerSocket plain;
    private final ServerSocket tls;
    private final boolean trusted;
    private final Map<String, List<String>> zone = new ConcurrentHashMap<>();

    private FarSide(boolean trusted) {
        this.trusted = trusted;
        try {
            InetAddress here = InetAddress.getLoopbackAddress();
            this.plain = new ServerSocket(0, 50, here);
            this.tls = SHOWS.getServerSocketFactory().createServerSocket(0, 50, here);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        serve(plain);
        serve(tls);
        forget();
    }

    /** As it was at first. */
    public void forget() {
        List.of(names, answers, zone).forEach(Map::clear);
        List.of(dialled, resolved, asked).forEach(List::clear);
        named("example.com", PUBLIC);
        on("/", text(200, "Hello."));
    }

    public static FarSide open() {
        return new FarSide(true);
    }

    /** Its certificate is nobody's whom anybody trusts. */
    public static FarSide untrusted() {
        return new FarSide(false);
    }

    /** A record of the DNS, as a zone file has its data. */
    public FarSide record(String name, String type, String data) {
        zone.computeIfAbsent(name + " " + type, _ -> new CopyOnWriteArrayList<>()).add(data);
        return this;
    }

    @Override
    public Optional<X509TrustManager> trusts() {
        return trusted ? Optional.of(TRUSTS) : Optional.empty();
    }

    @Override
    public Resolver dns() {
        return new ScriptedDns(zone);
    }

    /** What a name means: each time the next of these, at last always the last. */
    public FarSide named(String host, String... addresses) {
        names.put(
                host,
                new CopyOnWriteArrayList<>(
                        Arrays.stream(addresses).map(a -> List.of(a.split(","))).toList()));
        return this;
    }

    /** What is answered to a path, and to all below it that nothing else is said of. */
    public FarSide on(String path, Answering answering) {
        answers.put(path, answering);
        return this;
    }

    public static Answering text(int status, String body, String... headers) {
        return (asked, out) -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " So\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            // Said, as it is done: who believes the connection is kept may ask on it as it ends.
            head.append("Connection: close\r\n");
            head.append("Content-Length: " + bytes.length + "\r\n\r\n");
            out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            if (!asked.method().equals("HEAD")) {
                out.write(bytes);
            }
        };
    }

    public static Answering json(String body) {
        return text(200, body, "Content-Type: application/json");
    }

    public static Answering raw(String bytes) {
        return (_, out) -> out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The base URL of what stands in for an API that an operator names. */
    public String url() {
        return "http://127.0.0.1:" + plain.getLocalPort();
    }

    public List<InetSocketAddress> dialled() {
        return dialled;
    }

    public List<String> resolved() {
        return resolved;
    }

    public List<Asked> asked() {
        return asked;
    }

    @Override
    public List<InetAddress> resolve(String host) throws IOException {
        resolved.add(host);
        if (host.matches("[0-9.]+")) {
            return List.of(InetAddress.ofLiteral(host));
        }
        List<List<String>> meant = names.get(host);
        if (meant == null) {
            throw new UnknownHostException(host);
        }
        List<String> now = meant.size() > 1 ? meant.removeFirst() : meant.getFirst();
        return now.stream().map(InetAddress::ofLiteral).toList();
    }

    @Override
    public Socket connect(InetSocketAddress to, int timeoutMs) throws IOException {
        dialled.add(to);
        int port = (to.getPort() == 443 ? tls : plain).getLocalPort();
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private void serve(ServerSocket server) {
        Thread.startVirtualThread(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.startVirtualThread(() -> answer(socket));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void answer(Socket socket) {
        try (socket) {
            Asked came = read(socket.getInputStream());
            asked.add(came);
            String path = came.path();
            while (!answers.containsKey(path)) {
                int slash = path.lastIndexOf('/');
                path = slash <= 0 ? "/" : path.substring(0, slash);
            }
            OutputStream out = socket.getOutputStream();
            answers.get(path).answer(came, out);
            out.flush();
        } catch (IOException | RuntimeException e) {
            // Who asked has hung up, or shook hands only.
        }
    }

    private static Asked read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("hung up");
            }
            head.write(b);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        String[] line = text.split("[ \r]", 3);
        int length =
                text.lines()
                        .filter(l -> l.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                        .mapToInt(l -> Integer.parseInt(l.substring(15).strip()))
                        .findFirst()
                        .orElse(0);
        return new Asked(line[0], line[1], text, in.readNBytes(length));
    }

    /** Trusts the certificate that it shows, for example.com. */
    private static X509TrustManager trust() {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, PASSWORD);
            trusted.setCertificateEntry("site", keys().getCertificate("site"));
            factory.init(trusted);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore keys() throws GeneralSecurityException, IOException {
        try (InputStream in = FarSide.class.getResourceAsStream("/outside/example.com.p12")) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            return keys;
        }
    }

    private static SSLContext context() {
        try {
            KeyManagerFactory factory =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys(), PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            plain.close();
            tls.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
