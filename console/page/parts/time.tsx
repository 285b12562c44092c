const time = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });
const dayAndTime = new Intl.DateTimeFormat(undefined, {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
});

/** An instant, as short as can be; whole in its title. */
export function Time({ at }: { at: number }) {
    const date = new Date(at);
    const isToday = date.toDateString() === new Date().toDateString();
    const iso = date.toISOString();
    return (
        <time dateTime={iso} title={iso}>
            {(isToday ? time : dayAndTime).format(date)}
        </time>
    );
}
