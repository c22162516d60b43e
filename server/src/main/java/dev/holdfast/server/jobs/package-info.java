/**
 * Job files: JSON arrays of jobs, read twice. Read {@link dev.holdfast.server.jobs.JobPlan} first:
 * the first reading checks everything and remembers where each job stands, the second, by a {@link
 * dev.holdfast.server.jobs.JobCursor}, hands the jobs out so that none comes before those that it
 * depends on. {@link dev.holdfast.server.jobs.JobGenerator} writes such files.
 */
@NullMarked
package dev.holdfast.server.jobs;

import org.jspecify.annotations.NullMarked;
