package dev.coffer.tool.util;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Toolbox;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Of which media type files are, by the ends of their names (IANA's registry). */
final class MimeTypes {

    record Told(String extension, String mimeType, String category, boolean known) {}

    private static final Map<String, String> TYPES = types();

    /** What its type alone does not say. */
    private static final Set<String> ARCHIVES =
            Set.of("zip", "gz", "tgz", "tar", "bz2", "xz", "zst", "7z", "rar", "jar", "br", "lz4");

    private static final Set<String> DOCUMENTS =
            Set.of(
                    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf",
                    "epub", "mobi", "ps", "tex");
    private static final Set<String> BINARIES =
            Set.of(
                    "bin", "exe", "dll", "so", "dmg", "iso", "deb", "rpm", "apk", "msi", "wasm",
                    "class");

    private MimeTypes() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/util/mime-type",
                Shape.of(
                        extension -> extension,
                        Field.text("extension", 1, 64, "With a dot before it or without.")
                                .map(MimeTypes::bare)),
                Told.class,
                "Says of which media type a file is by the end of its name.",
                "{\"extension\": \"png\"}",
                extension -> {
                    String type = TYPES.get(extension);
                    return type == null
                            ? new Told(extension, "application/octet-stream", "unknown", false)
                            : new Told(extension, type, category(extension, type), true);
                });
    }

    private static String bare(String text) {
        String bare = text.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\.", "");
        if (bare.isEmpty()) {
            throw Problem.invalid("extension", "must have something behind the dot");
        }
        return bare;
    }

    private static String category(String extension, String type) {
        if (ARCHIVES.contains(extension)) {
            return "archive";
        }
        if (DOCUMENTS.contains(extension)) {
            return "document";
        }
        if (BINARIES.contains(extension)) {
            return "binary";
        }
        String top = type.substring(0, type.indexOf('/'));
        return top.equals("application") ? "application" : top;
    }

    private static Map<String, String> types() {
        Map<String, String> types = new HashMap<>();
        """
        text/plain txt text log conf ini
        text/html html htm
        text/css css
        text/csv csv
        text/tab-separated-values tsv
        text/markdown md markdown
        text/javascript js mjs cjs
        text/calendar ics
        text/vcard vcf
        text/vtt vtt
        text/x-python py
        text/x-java-source java
        text/x-c c h
        text/x-c++ cpp cc hpp
        text/x-go go
        text/x-rust rs
        text/x-ruby rb
        text/x-diff diff patch
        text/typescript ts tsx
        text/jsx jsx
        application/json json map
        application/ld+json jsonld
        application/geo+json geojson
        application/x-ndjson ndjson jsonl
        application/manifest+json webmanifest
        application/xml xml xsl xsd
        application/xhtml+xml xhtml
        application/rss+xml rss
        application/atom+xml atom
        application/yaml yaml yml
        application/toml toml
        application/sql sql
        application/graphql graphql
        application/x-sh sh
        application/x-httpd-php php
        application/pdf pdf
        application/rtf rtf
        application/postscript ps eps ai
        application/x-tex tex
        application/epub+zip epub
        application/x-mobipocket-ebook mobi
        application/msword doc
        application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
        application/vnd.ms-excel xls
        application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
        application/vnd.ms-powerpoint ppt
        application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
        application/vnd.oasis.opendocument.text odt
        application/vnd.oasis.opendocument.spreadsheet ods
        application/vnd.oasis.opendocument.presentation odp
        application/zip zip
        application/gzip gz tgz
        application/x-tar tar
        application/x-bzip2 bz2
        application/x-xz xz
        application/zstd zst
        application/x-7z-compressed 7z
        application/vnd.rar rar
        application/java-archive jar
        application/x-brotli br
        application/x-lz4 lz4
        application/octet-stream bin exe dll so
        application/x-apple-diskimage dmg
        application/x-iso9660-image iso
        application/vnd.debian.binary-package deb
        application/x-rpm rpm
        application/vnd.android.package-archive apk
        application/x-msi msi
        application/wasm wasm
        application/java-vm class
        application/vnd.sqlite3 sqlite db
        application/vnd.apache.parquet parquet
        application/x-x509-ca-cert crt cer
        application/x-pem-file pem
        application/pkcs12 p12 pfx
        application/pgp-signature sig asc
        application/x-bittorrent torrent
        application/vnd.apple.mpegurl m3u8
        application/dash+xml mpd
        image/png png
        image/apng apng
        image/jpeg jpg jpeg jfif
        image/gif gif
        image/webp webp
        image/avif avif
        image/heic heic
        image/heif heif
        image/jxl jxl
        image/svg+xml svg svgz
        image/bmp bmp
        image/tiff tif tiff
        image/x-icon ico
        image/vnd.adobe.photoshop psd
        audio/mpeg mp3
        audio/wav wav
        audio/ogg ogg oga
        audio/opus opus
        audio/flac flac
        audio/aac aac
        audio/mp4 m4a
        audio/midi mid midi
        audio/aiff aif aiff
        audio/webm weba
        audio/x-ms-wma wma
        video/mp4 mp4 m4v
        video/mpeg mpeg mpg
        video/webm webm
        video/ogg ogv
        video/quicktime mov
        video/x-msvideo avi
        video/x-matroska mkv
        video/x-flv flv
        video/x-ms-wmv wmv
        video/3gpp 3gp
        video/mp2t m2ts
        font/woff woff
        font/woff2 woff2
        font/ttf ttf
        font/otf otf
        font/collection ttc
        application/vnd.ms-fontobject eot
        model/gltf-binary glb
        model/gltf+json gltf
        model/stl stl
        model/obj obj
        """
                .lines()
                .map(line -> line.split(" "))
                .forEach(line -> {
                    for (int i = 1; i < line.length; i++) {
                        types.put(line[i], line[0]);
                    }
                });
        return Map.copyOf(types);
    }
}
