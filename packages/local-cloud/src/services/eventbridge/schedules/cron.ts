import { type DayRule, readMonthDays, readWeekDays } from "./cron-days";
import { readField } from "./cron-field";

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const lastYear = 2199;

interface Cron {
    minutes: readonly number[];
    hours: readonly number[];
    months: readonly number[];
    years: readonly number[];
    isDay: DayRule;
}

/**
 * Reads the six fields of EventBridge's cron expressions: minutes, hours, day of the month, month, day of the week, year.
 * Of the two days, one is `?`. Undefined when the text is not one.
 */
export function readCron(text: string): ((instant: number) => number | undefined) | undefined {
    const fields = text.trim().split(/\s+/);
    const [minute = "", hour = "", monthDay = "", month = "", weekDay = "", year = ""] = fields;
    const cron = {
        minutes: readField(minute, { from: 0, to: 59 }),
        hours: readField(hour, { from: 0, to: 23 }),
        months: readField(month, { from: 1, to: 12, names: months }),
        years: readField(year, { from: 1970, to: lastYear }),
        isDay: readDays(monthDay, weekDay),
    };
    const complete = fields.length === 6 && Object.values(cron).every((part) => part !== undefined);
    return complete ? (instant) => findNext(cron as Cron, instant) : undefined;
}

function readDays(monthDay: string, weekDay: string): DayRule | undefined {
    if ((monthDay === "?") === (weekDay === "?")) {
        return undefined;
    }
    return weekDay === "?" ? readMonthDays(monthDay) : readWeekDays(weekDay);
}

/** The first minute after `instant` that the expression has. */
function findNext(cron: Cron, instant: number): number | undefined {
    const from = new Date(instant);
    for (const year of cron.years.filter((one) => one >= from.getUTCFullYear())) {
        for (const month of cron.months) {
            const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
            // A month that is over holds nothing.
            const first = Date.UTC(year, month, 1) <= instant ? days + 1 : 1;
            for (let day = first; day <= days; day++) {
                const found = cron.isDay({ year, month, day }) && findTime(cron, { year, month, day }, instant);
                if (found) {
                    return found;
                }
            }
        }
    }
    return undefined;
}

function findTime(
    { hours, minutes }: Cron,
    { year, month, day }: { year: number; month: number; day: number },
    instant: number,
): number | undefined {
    for (const hour of hours) {
        for (const minute of minutes) {
            const at = Date.UTC(year, month - 1, day, hour, minute);
            if (at > instant) {
                return at;
            }
        }
    }
    return undefined;
}
