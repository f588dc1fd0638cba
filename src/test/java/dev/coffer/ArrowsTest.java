package dev.coffer;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"counter", "kv", "paste", "queue", "sync"})
    void capabilitiesReachOnlyTheTwoStones(String capability) {
        mayReach(capability, "endpoint", "store");
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
    void paymentReachesEndpointAndStore() {
        mayReach("payment", "endpoint", "store");
    }

    @Test
    void theRoofReachesTheCatalogAndTheMoney() {
        mayReach("http", "endpoint", "payment");
        mayReach("describe", "endpoint", "payment");
        mayReach("account", "endpoint", "payment", "store");
    }

    @Test
    void thereAreNoCircles() {
        slices().matching("dev.coffer.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
