package dev.coffer.describe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The project's docs folder, which is in the jar as it stands: one copy for all that show it. Read
 * when it is first asked for, and kept.
 */
public final class Docs {

    /** The page that an agent begins with. What it leads to is for callers, in its order. */
    public static final String FIRST = "agents";

    /**
     * A page, or a file beside the pages.
     *
     * @param name its path without {@code .md}: {@code errors}, {@code recipes/worker}; whole where
     *     it is something else: {@code nginx.conf}
     */
    public record Page(String name, String text, boolean markdown) {

        private static final Pattern TITLE = Pattern.compile("(?m)^# (.+)$");
        private static final Pattern FIRST_WORDS =
                Pattern.compile("^# .+\n\n((?:[A-Za-z0-9`*].*\n)+)");
        private static final Pattern RELATIVE = Pattern.compile("\\]\\(([^):#][^):]*)\\)");
        private static final Pattern LINK = Pattern.compile("\\]\\(([^):]+?)\\.md(?:#[^)]*)?\\)");

        /** Its heading; a file's name. */
        public String title() {
            Matcher title = TITLE.matcher(text);
            return markdown && title.find() ? title.group(1).strip() : name;
        }

        /** What it says first, as it stands; nothing where it does not begin with a sentence. */
        public String says() {
            Matcher first = FIRST_WORDS.matcher(text);
            String words = first.find() ? first.group(1).replace('\n', ' ') : "";
            int end = words.indexOf(". ");
            return end < 0 ? words.strip().replaceFirst(":$", ".") : words.substring(0, end + 1);
        }

        /** Its text with its links leading to where they do from anywhere. */
        String absolute(String base) {
            URI here = URI.create(base + "/docs/" + name);
            return RELATIVE.matcher(text)
                    .replaceAll(link ->
                            Matcher.quoteReplacement("](" + here.resolve(link.group(1)) + ")"));
        }

        /** Where its markdown is. */
        public String file() {
            return markdown ? name + ".md" : name;
        }

        /** The pages that it leads to. */
        private Stream<String> leadsTo() {
            URI here = URI.create("/" + name);
            return LINK.matcher(text)
                    .results()
                    .map(link -> here.resolve(link.group(1)).getPath().substring(1));
        }
    }

    private static final String FOLDER = "docs/";
    private static final String MARKDOWN = ".md";

    /** Begins when it is first looked at. */
    private static final class Read {
        private static final List<Page> PAGES = read();
    }

    private Docs() {}

    /** All of them: first those for callers, then the others, of these the pages first. */
    public static List<Page> all() {
        return Read.PAGES;
    }

    /** Those that {@link #FIRST} leads to, it among them; and all recipes. */
    public static List<Page> forCallers() {
        return forCallers(all());
    }

    private static List<Page> forCallers(List<Page> pages) {
        Set<String> names = new LinkedHashSet<>(List.of(FIRST));
        pages.stream()
                .filter(page -> page.name().equals(FIRST))
                .flatMap(Page::leadsTo)
                .forEach(names::add);
        pages.stream()
                .filter(page -> page.markdown() && page.name().indexOf('/') > 0)
                .forEach(page -> names.add(page.name()));
        return names.stream()
                .flatMap(name -> pages.stream().filter(page -> page.name().equals(name)))
                .toList();
    }

    private static List<Page> read() {
        List<Page> read =
                files().stream()
                        .map(Docs::page)
                        .sorted(
                                Comparator.comparing(Page::markdown)
                                        .reversed()
                                        .thenComparing(Page::name))
                        .toList();
        Set<Page> ordered = new LinkedHashSet<>(forCallers(read));
        ordered.addAll(read);
        return List.copyOf(ordered);
    }

    private static Page page(String file) {
        boolean markdown = file.endsWith(MARKDOWN);
        String name = markdown ? file.substring(0, file.length() - MARKDOWN.length()) : file;
        try (InputStream in = Docs.class.getClassLoader().getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException(file + " was there, and is not");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Page(name, text, markdown);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of the folder, in the jar or beside the classes. */
    private static List<String> files() {
        String known = FOLDER + FIRST + MARKDOWN;
        URL url = Docs.class.getClassLoader().getResource(known);
        if (url == null) {
            throw new IllegalStateException("there is no " + known + " in the class path");
        }
        try {
            if (url.openConnection() instanceof JarURLConnection jar) {
                return jar.getJarFile().stream()
                        .filter(entry -> !entry.isDirectory())
                        .map(entry -> entry.getName())
                        .filter(name -> name.startsWith(FOLDER))
                        .map(name -> name.substring(FOLDER.length()))
                        .toList();
            }
            Path folder = Path.of(URI.create(url.toString())).resolveSibling("");
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(Files::isRegularFile)
                        .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
