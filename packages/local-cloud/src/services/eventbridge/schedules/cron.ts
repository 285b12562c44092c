import { readField } from "./cron-field";

/** A day's length, and an hour's and a minute's, in milliseconds. */
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;

const monthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
/** Sunday is the first. */
const weekDayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const lastYear = 2199;

/**
 * Reads the six fields of EventBridge's cron expressions: minutes, hours, day of the month, month, day of the week, year.
 * Of the two days, one is `?`. Undefined when the text is not one; else what gives the first minute after an instant that
 * it has, in UTC.
 */
export function readCron(text: string): ((instant: number) => number | undefined) | undefined {
    const fields = text.trim().split(/\s+/);
    const [minute = "", hour = "", monthDay = "", month = "", weekDay = "", year = ""] = fields;
    const minutes = readField(minute, { from: 0, to: 59 });
    const hours = readField(hour, { from: 0, to: 23 });
    const monthDays = readField(monthDay === "?" ? "*" : monthDay, { from: 1, to: 31 });
    const months = readField(month, { from: 1, to: 12, names: monthNames });
    const weekDays = readField(weekDay === "?" ? "*" : weekDay, { from: 1, to: 7, names: weekDayNames });
    const years = readField(year, { from: 1970, to: lastYear });
    const hasOneDay = (monthDay === "?") !== (weekDay === "?") && !weekDay.includes("/");
    if (fields.length !== 6 || !hasOneDay || !minutes || !hours || !monthDays || !months || !weekDays || !years) {
        return undefined;
    }
    const times = hours.flatMap((atHour) => minutes.map((atMinute) => atHour * hourMs + atMinute * minuteMs));
    const end = Date.UTC(lastYear + 1, 0);
    return (instant) => {
        for (let day = Math.floor(instant / dayMs) * dayMs; day < end; day += dayMs) {
            const date = new Date(day);
            const isDay =
                years.includes(date.getUTCFullYear()) &&
                months.includes(date.getUTCMonth() + 1) &&
                monthDays.includes(date.getUTCDate()) &&
                weekDays.includes(date.getUTCDay() + 1);
            const time = isDay ? times.find((one) => day + one > instant) : undefined;
            if (time !== undefined) {
                return day + time;
            }
        }
        return undefined;
    };
}
