/**
 * Job queues: strict order, leases, retries, dead letters.
 *
 * <p>Two indexes hold the jobs of each state in the order in which they are wanted: pending ones by
 * priority, then push order; the others by when they are due, their lease ends or they ended. So an
 * operation costs the same whether a hundred jobs wait or a million. Whatever comes to a queue
 * first moves the jobs whose time has come, at most 1,000, and nothing has to run in the
 * background. Counts by state, and of pending jobs by priority, change in the same transaction:
 * status and positions never count jobs.
 */
@NullMarked
package dev.coffer.state.queue;

import org.jspecify.annotations.NullMarked;
