import type { Choose, Life, LifeEvent } from "stripe-events";

/** A way in which events arrive. */
export interface Delivery {
    name: string;
    /** The events in the order of their arrival; undefined when the life does not lend itself to it. */
    of(life: Life, choose: Choose): readonly LifeEvent[] | undefined;
}

export const deliveries: readonly Delivery[] = [
    { name: "in order", of: ({ events }) => events },
    { name: "shuffled across seconds", of: ({ events }, choose) => shuffled(seconds(events), choose).flat() },
    {
        name: "shuffled within a second",
        of: ({ events }, choose) => seconds(events).flatMap((second) => shuffled(second, choose)),
    },
    { name: "late update after the end", of: lateUpdate },
    { name: "duplicates", of: ({ events }, choose) => withDuplicates(events, choose) },
    { name: "all of these at once", of: ({ events }, choose) => shuffled(withDuplicates(events, choose), choose) },
];

/** An update comes after the event that told of the object's end. */
function lateUpdate({ events, truth }: Life, choose: Choose): readonly LifeEvent[] | undefined {
    const hasEnded = truth.deleted || truth.object.status === "canceled";
    const end = events.findIndex(({ type }) => type.endsWith(".deleted"));
    if (!hasEnded || end < 1) {
        return undefined;
    }
    const late = events[choose(end)] as LifeEvent;
    return [...events.filter((event) => event !== late), late];
}

/** A third of the events come again, at any time after. */
function withDuplicates(events: readonly LifeEvent[], choose: Choose): LifeEvent[] {
    return events.reduce<LifeEvent[]>((all, event, index) => {
        const again = choose(3) === 0 ? events[choose(index + 1)] : undefined;
        return again === undefined ? [...all, event] : [...all, event, again];
    }, []);
}

function seconds(events: readonly LifeEvent[]): LifeEvent[][] {
    return [...new Set(events.map(({ created }) => created))].map((second) =>
        events.filter(({ created }) => created === second),
    );
}

function shuffled<T>(things: readonly T[], choose: Choose): T[] {
    const copy = [...things];
    for (let index = copy.length - 1; index > 0; index -= 1) {
        const other = choose(index + 1);
        [copy[index], copy[other]] = [copy[other] as T, copy[index] as T];
    }
    return copy;
}
