package dev.coffer;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** The arrows between the rooms, as ARCHITECTURE.md draws them. */
class ArrowsTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.coffer");

    private static void mayReach(String room, String... others) {
        List<String> allowed = new ArrayList<>(List.of("dev.coffer." + room + ".."));
        for (String other : others) {
            allowed.add("dev.coffer." + other + "..");
        }
        DescribedPredicate<JavaClass> forbidden =
                resideInAPackage("dev.coffer..")
                        .and(
                                DescribedPredicate.not(
                                        resideInAnyPackage(allowed.toArray(String[]::new))))
                        .as("another room than " + allowed);
        noClasses()
                .that()
                .resideInAPackage("dev.coffer." + room + "..")
                .should()
                .dependOnClassesThat(forbidden)
                .check(CLASSES);
    }

    @Test
    void whatIsSoldStandsOnThreeStones() {
        mayReach("state", "room", "endpoint", "store");
        slices().matching("dev.coffer.state.(*)..").should().notDependOnEachOther().check(CLASSES);
    }

    @Test
    void theStoreReachesNothing() {
        mayReach("store");
    }

    @Test
    void endpointsReachOnlyTheTransaction() {
        mayReach("endpoint", "store");
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
    void aRoomReachesEndpointAndStore() {
        mayReach("room", "endpoint", "store");
    }

    @Test
    void moneyReachesTheChainToo() {
        mayReach("payment", "endpoint", "store", "stacks");
        mayReach("stacks");
    }

    @Test
    void aCallReachesTheMoney() {
        mayReach("call", "endpoint", "payment", "store", "room");
    }

    @Test
    void theRoofReachesTheCatalogAndTheMoney() {
        mayReach("http", "endpoint", "call");
        mayReach("describe", "endpoint", "room", "payment");
        mayReach("account", "endpoint", "room", "payment", "store");
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
        String folder = "dev.coffer.http.helidon..";
        noClasses()
                .that()
                .resideOutsideOfPackage(folder)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.helidon..")
                .check(CLASSES);
        classes()
                .that()
                .resideInAPackage(folder)
                .and()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.helidon..")
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
    void thereAreNoCircles() {
        slices().matching("dev.coffer.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("dev.coffer.cli.(*)").should().beFreeOfCycles().check(CLASSES);
    }
}
