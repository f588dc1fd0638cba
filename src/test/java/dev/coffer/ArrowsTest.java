package dev.coffer;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import dev.coffer.harness.Pebbles;
import dev.coffer.room.Room;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The arrows between the rooms, as ARCHITECTURE.md draws them. */
class ArrowsTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.coffer");

    /** What each package may reach besides itself. A new one needs a line here. */
    private static final Map<String, List<String>> ARROWS =
            Map.ofEntries(
                    entry("state", List.of("room", "endpoint", "store")),
                    entry("tool", List.of("room", "endpoint", "store", "stacks", "outbound")),
                    entry("room", List.of("endpoint", "store")),
                    entry("endpoint", List.of("store")),
                    entry("call", List.of("endpoint", "payment", "store")),
                    entry("payment", List.of("endpoint", "store", "stacks", "evm")),
                    entry("http", List.of("endpoint", "call")),
                    entry("describe", List.of("endpoint", "room", "payment", "store")),
                    entry("account", List.of("room", "endpoint", "payment", "store")),
                    entry("outbound", List.of("endpoint")),
                    entry("observe", List.of("room", "endpoint", "http", "store")),
                    entry("store", List.of()),
                    entry("stacks", List.of()),
                    entry("evm", List.of()));

    /** What may reach anything, as the root itself may, which is the wiring. */
    private static final String COMMANDS = "cli";

    private static final String ROOT = "dev.coffer";

    /** The packages right below one. */
    private static Set<String> below(String parent) {
        return CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(parent + "."))
                .map(name -> name.substring(parent.length() + 1).split("\\.")[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyPackageReachesWhatItMay() {
        Set<String> packages = below(ROOT);
        packages.remove(COMMANDS);
        assertThat(packages).containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
        packages.forEach(name -> mayReach(name, ARROWS.getOrDefault(name, List.of())));
    }

    private static void mayReach(String name, List<String> others) {
        String[] allowed =
                Stream.concat(Stream.of(name), others.stream())
                        .map(each -> ROOT + "." + each + "..")
                        .toArray(String[]::new);
        DescribedPredicate<JavaClass> forbidden =
                resideInAPackage(ROOT + "..")
                        .and(DescribedPredicate.not(resideInAnyPackage(allowed)))
                        .as("another package than " + List.of(allowed));
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .dependOnClassesThat(forbidden)
                .check(CLASSES);
    }

    @Test
    void whatIsSoldStandsSideBySide() {
        List<String> sold = new ArrayList<>(below(ROOT + ".state"));
        sold.addAll(below(ROOT + ".tool"));
        assertThat(sold)
                .containsExactlyInAnyOrderElementsOf(
                        Pebbles.soldByCoffer().stream().map(Room::name).toList());
        slices().matching(ROOT + ".(state|tool).(*)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void noNameStandsTwice() {
        List<String> names =
                CLASSES.stream()
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.equals("package-info"))
                        .toList();
        assertThat(names).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    @Test
    void endpointsReachOnlyTheTransaction() {
        DescribedPredicate<JavaClass> transaction =
                DescribedPredicate.describe(
                        "Tx, or a type that its methods speak in",
                        c -> c.getName().matches("dev\\.coffer\\.store\\.(Tx|Row|Owner)([$].*)?"));
        noClasses()
                .that()
                .resideInAPackage("dev.coffer.endpoint..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.coffer.store..")
                                .and(DescribedPredicate.not(transaction)))
                .check(CLASSES);
    }

    @Test
    void whatTheCommandsUseDoesNotReachThem() {
        noClasses()
                .that()
                .resideInAPackage("dev.coffer.cli.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.coffer.cli")
                .check(CLASSES);
    }

    @Test
    void oneFolderKnowsTheHttpLibrary() {
        String folder = "dev.coffer.http.netty..";
        noClasses()
                .that()
                .resideOutsideOfPackage(folder)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.coffer.http")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(folder)
                .check(CLASSES);
    }

    @Test
    void oneFolderKnowsTheLibrariesThatWatch() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.coffer.observe..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", "io.prometheus..", "io.opentelemetry..")
                .check(CLASSES);
    }

    @Test
    void thereAreNoCircles() {
        slices().matching("dev.coffer.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("dev.coffer.cli.(*)").should().beFreeOfCycles().check(CLASSES);
    }
}
