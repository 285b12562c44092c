import type { Cause } from "./cause";
import type { Letter, Sender } from "./letter";

/** Letters of one cause. */
export interface LetterGroup {
    cause: Cause;
    sender: Sender | undefined;
    count: number;
    /** When the first and the last were put into the queue, in milliseconds since the epoch. */
    firstAt: number;
    lastAt: number;
    /** How many there are of each event type, most first. */
    types: Record<string, number>;
    /** One of them: an event's id; of a stream, the request's. */
    example: string | undefined;
}

/** Groups letters by their cause, the largest group first. Letters are taken in one by one, and not kept. */
export class LetterGroups {
    private readonly groups = new Map<string, LetterGroup>();

    add({ cause, sender, sentAt, event, requestId }: Letter): void {
        const group = this.groups.get(cause.id) ?? {
            cause,
            sender,
            count: 0,
            firstAt: sentAt,
            lastAt: sentAt,
            types: {},
            example: event?.id ?? requestId,
        };
        group.count++;
        group.firstAt = Math.min(group.firstAt, sentAt);
        group.lastAt = Math.max(group.lastAt, sentAt);
        if (event !== undefined) {
            group.types[event.type] = (group.types[event.type] ?? 0) + 1;
        }
        this.groups.set(cause.id, group);
    }

    list(): LetterGroup[] {
        return [...this.groups.values()]
            .map((group) => ({ ...group, types: sortByCount(group.types) }))
            .sort((a, b) => b.count - a.count || a.firstAt - b.firstAt);
    }
}

function sortByCount(counts: Record<string, number>): Record<string, number> {
    return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
}
