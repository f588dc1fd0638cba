package dev.coffer.observe;

import com.sun.management.OperatingSystemMXBean;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

import jdk.management.VirtualThreadSchedulerMXBean;

import java.lang.management.ManagementFactory;
import java.util.function.ToDoubleFunction;

/** Memory, collections, threads, processor time and files of the process. */
final class JvmFigures implements AutoCloseable {

    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** Kept here, since the library keeps what it asks for counts weakly. */
    private final OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    JvmFigures(MeterRegistry registry) {
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        processorTime(registry);
        // The JVM's count of threads has no virtual ones in it, and each call is one.
        virtualThreads(
                registry,
                "mounted",
                "Virtual threads that run now.",
                VirtualThreadSchedulerMXBean::getMountedVirtualThreadCount);
        virtualThreads(
                registry,
                "queued",
                "Virtual threads that could run and wait for a carrier.",
                VirtualThreadSchedulerMXBean::getQueuedVirtualThreadCount);
        virtualThreads(
                registry,
                "carriers",
                "Platform threads that virtual ones are carried by.",
                VirtualThreadSchedulerMXBean::getPoolSize);
    }

    private static void virtualThreads(
            MeterRegistry registry,
            String name,
            String says,
            ToDoubleFunction<VirtualThreadSchedulerMXBean> value) {
        VirtualThreadSchedulerMXBean scheduler =
                ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        Gauge.builder("jvm.threads.virtual." + name, scheduler, value)
                .description(says)
                .strongReference(true)
                .register(registry);
    }

    private void processorTime(MeterRegistry registry) {
        FunctionCounter.builder("process.cpu", system, s -> s.getProcessCpuTime() / 1e9)
                .baseUnit("seconds")
                .description("Processor time that the process used.")
                .register(registry);
    }

    @Override
    public void close() {
        collections.close();
    }
}
