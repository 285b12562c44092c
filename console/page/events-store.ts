import { useEffect, useState } from "preact/hooks";

import { type EventRow, mergeRows } from "../model/event-row";

/** So many events are listed, the newest ones; the server keeps no more either. */
const maxRows = 100_000;

/** What is known of the stack's events. */
export interface Events {
    /** Newest first. */
    rows: readonly EventRow[];
    /** Whether the server has said all that there was at first. */
    isWhole: boolean;
    /** Why nothing new comes, where nothing does. */
    failure?: string;
}

let events: Events = { rows: [], isWhole: false };
let news: EventRow[] = [];
let isMerging = false;
const listeners = new Set<() => void>();

/** The events, live, once `openEvents` was called. */
export function useEvents(): Events {
    const [shown, show] = useState(events);
    useEffect(() => {
        const update = () => show(events);
        listeners.add(update);
        update();
        return () => {
            listeners.delete(update);
        };
    }, []);
    return shown;
}

/** How many of the events that are meant have been decided: another number once there is more to be known of them. */
export function useDecided(isMeant: (row: EventRow) => boolean): number {
    return useEvents().rows.filter((row) => row.outcome !== "waiting" && isMeant(row)).length;
}

/** Begins to listen to the server, which goes on as long as the page is there. */
export function openEvents(): void {
    const source = new EventSource("/api/feed");
    source.addEventListener("rows", ({ data }: MessageEvent<string>) => {
        news.push(...(JSON.parse(data) as EventRow[]));
        mergeSoon();
    });
    source.addEventListener("state", ({ data }: MessageEvent<string>) => {
        const { failure } = JSON.parse(data) as { failure: string | null };
        set({ rows: events.rows, isWhole: true, ...(failure !== null && { failure }) });
    });
    source.addEventListener("error", () => {
        set({ ...events, failure: "The console's server does not answer: does it still run?" });
    });
}

/** What comes within a frame is merged at once. */
function mergeSoon(): void {
    if (!isMerging) {
        isMerging = true;
        setTimeout(() => {
            isMerging = false;
            const rows = mergeRows(events.rows, news, maxRows);
            news = [];
            set({ ...events, rows });
        }, 50);
    }
}

function set(next: Events): void {
    events = next;
    listeners.forEach((listener) => listener());
}
