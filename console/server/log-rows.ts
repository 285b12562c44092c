import type { EventRow as LoggedRow } from "../../cli/events/event-row";
import { type EventLogs, listEvents } from "../../cli/events/read-events";
import type { EventRow } from "../model/event-row";
import { maxRows, type RowSource } from "./event-feed";

export interface LogRowsDeps {
    facts: EventLogs;
    /** Milliseconds since the epoch. */
    now: () => number;
    /** Whether the logs are the local cloud's, which answers at once. */
    isLocal: boolean;
}

const minute = 60_000;
/** What is listed at first. */
const firstMinutes = 24 * 60;
/** So far back each read goes: lines come late, and the recorder's after the receiver's. */
const recentMinutes = 2;
/** So far back goes every so many reads: Lambda tries an event again within three minutes, and people redrive. */
const settling = { minutes: 30, reads: 20 };

const rowsPerStep = 500;

/** The rows that the functions' logs tell, for the feed. */
export function readLogRows({ facts, now, isLocal }: LogRowsDeps): RowSource {
    let reads = 0;
    let firstFrom: number | undefined;
    const known = new Map<string, string>();

    return {
        intervalMilliseconds: isLocal ? 1_000 : 5_000,
        async *read() {
            firstFrom ??= now() - firstMinutes * minute;
            const minutes = reads % settling.reads === 0 ? settling.minutes : recentMinutes;
            const from = reads === 0 ? firstFrom : Math.max(firstFrom, now() - minutes * minute);
            let rows: EventRow[] = [];
            let count = 0;
            for await (const logged of listEvents(facts, { from })) {
                const row = toRow(logged);
                // By far most rows of a read are as they were.
                const text = `${row.outcome} ${row.reason}`;
                if (known.get(row.key) !== text) {
                    known.set(row.key, text);
                    rows.push(row);
                }
                if (rows.length === rowsPerStep) {
                    yield rows;
                    rows = [];
                }
                if (++count === maxRows) {
                    break;
                }
            }
            reads++;
            yield rows;
        },
    };
}

function toRow({ busEventId, replayName, eventId, eventType, at, ...row }: LoggedRow): EventRow {
    const { objectId, customerId, account, outcome, reason } = row;
    return {
        key: [busEventId ?? eventId ?? at, replayName].join(" ").trim(),
        id: eventId,
        type: eventType,
        objectId,
        customerId,
        account,
        outcome,
        reason,
        at,
    };
}
