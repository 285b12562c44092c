import { readField, readNumber } from "./cron-field";

/** A day in UTC, and how many its month has. */
interface Day {
    year: number;
    month: number;
    day: number;
    days: number;
}

/** Whether an expression runs on a day. */
export type DayRule = (day: Day) => boolean;

const sunday = 1;
const saturday = 7;
const monthDays = { from: 1, to: 31 };
const weekDays = { from: sunday, to: saturday, names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] };

/** The field of the month's days: `L` is its last, `15W` the working day nearest to the 15th. */
export function readMonthDays(text: string): DayRule | undefined {
    if (text === "L") {
        return ({ day, days }) => day === days;
    }
    const [, nearest] = /^(\d+)W$/.exec(text) ?? [];
    if (nearest !== undefined) {
        const wanted = readNumber(nearest, monthDays);
        return wanted === undefined
            ? undefined
            : (date) => wanted <= date.days && date.day === findWorkingDay({ ...date, day: wanted });
    }
    return select(readField(text, monthDays), ({ day }) => day);
}

/** The field of the week's days, Sunday first: `L` is Saturday, `6L` the month's last Friday, `3#2` its second Tuesday. */
export function readWeekDays(text: string): DayRule | undefined {
    if (text === "L") {
        return (date) => readWeekDay(date) === saturday;
    }
    const [, name = "", special = "", count] = /^(\w+?)(?:(L)|#([1-5]))$/.exec(text) ?? [];
    const wanted = readNumber(name, weekDays);
    if (special !== "" && wanted !== undefined) {
        return (date) => readWeekDay(date) === wanted && date.day + 7 > date.days;
    }
    if (count !== undefined) {
        return wanted === undefined
            ? undefined
            : (date) => readWeekDay(date) === wanted && Math.ceil(date.day / 7) === Number(count);
    }
    return text.includes("/") ? undefined : select(readField(text, weekDays), readWeekDay);
}

function select(numbers: readonly number[] | undefined, read: (day: Day) => number): DayRule | undefined {
    return numbers && ((day) => numbers.includes(read(day)));
}

function readWeekDay({ year, month, day }: Day): number {
    return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + sunday;
}

/** The day itself, or that before or after it when it is at a weekend; never one of another month. */
function findWorkingDay(date: Day): number {
    switch (readWeekDay(date)) {
        case saturday:
            return date.day === 1 ? 3 : date.day - 1;
        case sunday:
            return date.day === date.days ? date.day - 2 : date.day + 1;
        default:
            return date.day;
    }
}
