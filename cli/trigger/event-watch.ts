import type { Clock } from "local-cloud";
import { CommandError } from "local-cloud/command";

/** What a watch needs. */
export interface EventWatchDeps<Entry> {
    /** Reads what there is of the events with these ids, at most 100. */
    read: (eventIds: readonly string[]) => Promise<Entry[]>;
    /** What is said of an event of which there is nothing in time. */
    overdue?: (eventId: string) => string;
    clock: Clock;
    /** How long an event may take. */
    timeoutSeconds: number;
    /** From one look to the next, at least. @default 25 */
    intervalMilliseconds?: number;
}

interface Waiting<Entry> {
    since: number;
    resolve: (entry: Entry) => void;
    reject: (error: Error) => void;
}

/** BatchGetItem's limit (Amazon DynamoDB API Reference). */
const maxKeys = 100;

/** Looks for what became of events until it is there: one look at a time, for all that are waited for. */
export class EventWatch<Entry extends { eventId: string }> {
    private readonly waiting = new Map<string, Waiting<Entry>>();
    private looking = false;

    constructor(private readonly deps: EventWatchDeps<Entry>) {}

    /**
     * Resolves with what there is of the event once there is anything.
     *
     * @throws CommandError when there is none in time
     */
    entry(eventId: string): Promise<Entry> {
        return new Promise((resolve, reject) => {
            this.waiting.set(eventId, { since: this.deps.clock.now(), resolve, reject });
            if (!this.looking) {
                this.looking = true;
                void this.lookUntilDone();
            }
        });
    }

    private async lookUntilDone(): Promise<void> {
        while (this.waiting.size > 0) {
            const start = this.deps.clock.now();
            try {
                await this.look();
            } catch (error) {
                this.rejectAll(error as Error);
            }
            if (this.waiting.size > 0) {
                await this.pause(this.deps.clock.now() - start);
            }
        }
        this.looking = false;
    }

    private async look(): Promise<void> {
        // Who has waited too long is told so only after this look: the entry may have come meanwhile.
        const now = this.deps.clock.now();
        const ids = [...this.waiting.keys()];
        for (let start = 0; start < ids.length; start += maxKeys) {
            for (const entry of await this.deps.read(ids.slice(start, start + maxKeys))) {
                this.waiting.get(entry.eventId)?.resolve(entry);
                this.waiting.delete(entry.eventId);
            }
        }
        for (const id of ids) {
            const one = this.waiting.get(id);
            if (one !== undefined && now - one.since >= this.deps.timeoutSeconds * 1000) {
                this.waiting.delete(id);
                const { overdue, timeoutSeconds } = this.deps;
                one.reject(
                    new CommandError(overdue?.(id) ?? `${id} was accepted, but not applied in ${timeoutSeconds} s`),
                );
            }
        }
    }

    private rejectAll(error: Error): void {
        const all = [...this.waiting.values()];
        this.waiting.clear();
        all.forEach(({ reject }) => reject(error));
    }

    /** @param lookMilliseconds how long the last look took: no more than half of the time is spent on looking */
    private pause(lookMilliseconds: number): Promise<void> {
        const pause = Math.max(this.deps.intervalMilliseconds ?? 25, lookMilliseconds);
        return new Promise((resolve) => {
            this.deps.clock.after(pause, resolve);
        });
    }
}
