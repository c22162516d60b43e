package dev.holdfast.core;

import java.util.List;
import java.util.TreeMap;

/** The recurring jobs and when each is due, as dumbly as possible. */
final class NaiveSchedules {
  private final TreeMap<String, Schedule.Due> schedules = new TreeMap<>();
  private final NaiveAdmission admission;
  private final Limits limits;

  NaiveSchedules(NaiveAdmission admission, Limits limits) {
    this.admission = admission;
    this.limits = limits;
  }

  List<NaiveQueue.Happening> put(Command.PutSchedule c, long now) {
    Schedule schedule = c.schedule();
    Schedule.Due due = schedules.get(schedule.name());
    if (due != null && due.schedule().equals(schedule)) {
      return List.of();
    }
    if (due == null && schedules.size() >= limits.schedulesMax()) {
      throw new NaiveQueue.Refused(Decision.Reason.TOO_MANY_SCHEDULES, schedule.name());
    }
    admission.checkSizes(schedule.template());
    return NaiveQueue.happens(
        new Event.Scheduled(schedule, c.nextAtMillis(), now),
        () -> schedules.put(schedule.name(), new Schedule.Due(schedule, c.nextAtMillis())));
  }

  List<NaiveQueue.Happening> remove(String name, long now) {
    get(name);
    return NaiveQueue.happens(new Event.Unscheduled(name, now), () -> schedules.remove(name));
  }

  /** The one that is to run now. */
  Schedule.Due due(Command.Fire c, long now) {
    Schedule.Due due = get(c.name());
    if (due.nextAtMillis() > now) {
      throw new NaiveQueue.Refused(Decision.Reason.WRONG_STATE, c.name());
    }
    return due;
  }

  /** It has run, and is due again when the command says. */
  NaiveQueue.Happening fired(Command.Fire c, Schedule.Due due, long now) {
    return new NaiveQueue.Happening(
        new Event.Fired(c.name(), c.nextAtMillis(), now),
        () -> schedules.put(c.name(), new Schedule.Due(due.schedule(), c.nextAtMillis())));
  }

  private Schedule.Due get(String name) {
    if (!schedules.containsKey(name)) {
      throw new NaiveQueue.Refused(Decision.Reason.UNKNOWN_SCHEDULE, name);
    }
    return schedules.get(name);
  }

  List<Schedule.Due> all() {
    return List.copyOf(schedules.values());
  }
}
