package dev.holdfast.engine;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import java.time.Duration;
import java.util.List;

/** Writes down what it hears, a word an event. */
record StoryListener(List<String> story) implements EngineListener {

  @Override
  public void recovered(RecoveryReport report) {
    story.add("recovered");
  }

  @Override
  public void enqueued(Job job) {
    story.add("enqueued:" + job.id());
  }

  @Override
  public void dispatched(Job job, Duration waited) {
    story.add("dispatched:" + job.id());
  }

  @Override
  public void completed(Job before, Job job, Duration sinceDispatch) {
    story.add("completed:" + job.id() + ":" + sinceDispatch.toMillis() + "ms");
  }

  @Override
  public void failed(Job job, String error) {
    story.add("failed:" + job.id() + ":" + error);
  }

  @Override
  public void timedOut(Job job) {
    story.add("timedOut:" + job.id());
  }

  @Override
  public void retried(Job job) {
    story.add("retried:" + job.id());
  }

  @Override
  public void dead(Job job) {
    story.add("dead:" + job.id());
  }

  @Override
  public void lateAnswer(JobId id, int attempt, String why) {
    story.add("late:" + id + ":" + attempt);
  }
}
