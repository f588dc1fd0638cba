package dev.coffer.outbound;

import dev.coffer.harness.FarSide;

import java.util.List;

/** URLs by which somebody would reach what is not his to reach. */
public final class HostileUrls {

    private HostileUrls() {}

    /** Gives names the addresses that they have below. */
    public static void name(FarSide far) {
        far.named("inside.example", "10.0.0.7");
        far.named("loop.example", "127.0.0.1");
        far.named("localhost", "127.0.0.1");
        far.named("six.example", "::1");
        far.named("mapped.example", "::ffff:10.0.0.1");
        far.named("ula.example", "fd00:ec2::254");
        far.named("both.example", FarSide.PUBLIC + ",192.168.1.1");
        far.named("meta.example", "169.254.169.254");
        far.named("metadata.google.internal", "169.254.169.254");
        far.named("cgnat.example", "100.64.0.1");
        far.named("own.example", FarSide.PUBLIC);
    }

    public static List<String> all() {
        return List.of(
                // Loopback and its spellings.
                "http://127.0.0.1/",
                "http://127.0.0.2/",
                "http://127.1/",
                "http://127.0.1/",
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0x7f.0.0.1/",
                "http://017700000001/",
                "http://0177.0.0.1/",
                "http://127.0.0.01/",
                "http://127.0.0.1./",
                "http://%31%32%37.0.0.1/",
                "http://\uff11\uff12\uff17.0.0.1/",
                "http://\u2460\u2461\u2466.0.0.1/",
                "http://127\u30020\u30020\u30021/",
                "http://localhost/",
                "http://LOCALHOST./",
                "http://loop.example/",
                "http://0/",
                "http://0.0.0.0/",
                "http://00000000/",
                "http://256.256.256.256/",
                "http://4294967297/",
                // Private, link-local, shared, reserved.
                "http://10.0.0.1/",
                "http://172.16.0.1/",
                "http://172.31.255.255/",
                "http://192.168.0.1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://100.64.0.1/",
                "http://100.100.100.200/",
                "http://168.63.129.16/",
                "http://192.0.0.192/",
                "http://192.0.2.1/",
                "http://192.88.99.1/",
                "http://198.18.0.1/",
                "http://198.51.100.1/",
                "http://203.0.113.1/",
                "http://224.0.0.1/",
                "http://240.0.0.1/",
                "http://255.255.255.255/",
                // IPv6, and IPv4 in it.
                "http://[::1]/",
                "http://[::]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[::127.0.0.1]/",
                "http://[0:0:0:0:0:ffff:a00:1]/",
                "http://[64:ff9b::127.0.0.1]/",
                "http://[64:ff9b:1::a00:1]/",
                "http://[2002:7f00:1::]/",
                "http://[2001::1]/",
                "http://[2001:db8::1]/",
                "http://[3fff::1]/",
                "http://[fd00:ec2::254]/",
                "http://[fe80::1]/",
                "http://[fe80::1%25eth0]/",
                "http://[fec0::1]/",
                "http://[ff02::1]/",
                "http://[2600::5efe:127.0.0.1]/",
                "http://::1/",
                // Names that lead inside.
                "http://inside.example/",
                "http://six.example/",
                "http://mapped.example/",
                "http://ula.example/",
                "http://both.example/",
                "http://meta.example/",
                "http://metadata.google.internal/computeMetadata/v1/",
                "http://cgnat.example/",
                "http://own.example/",
                // User information, and what looks like it.
                "http://user@example.com/",
                "http://user:secret@example.com/",
                "http://example.com@127.0.0.1/",
                "http://example.com\\@127.0.0.1/",
                "http://127.0.0.1\\.example.com/",
                "http://example.com:80@127.0.0.1/",
                // Ports.
                "http://example.com:22/",
                "http://example.com:25/",
                "http://example.com:0/",
                "http://example.com:1023/",
                "http://example.com:65536/",
                "http://example.com:-1/",
                "http://example.com:80x/",
                "https://example.com:445/",
                // Schemes, and what is none.
                "file:///etc/passwd",
                "ftp://example.com/",
                "gopher://example.com/_",
                "jar:http://example.com!/",
                "//example.com/",
                "http:example.com",
                "http:///etc/passwd",
                "http://",
                "javascript:alert(1)",
                // What would change the request.
                "http://example.com/ HTTP/1.1\r\nHost: x",
                "http://example.com\t.inside.example/",
                "http://exam\u0000ple.com/",
                "http://ex_ample/\u007f",
                "http://a..b/",
                "http://-a.example/",
                "http://[::1/",
                "http://example.com]/",
                "http://" + "a".repeat(64) + ".example/",
                "http://example.com/" + "a".repeat(3000));
    }
}
