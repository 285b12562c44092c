import { useMemo, useRef, useState } from "preact/hooks";

import { type EventRow, filterRows } from "../../model/event-row";
import { useEvents } from "../events-store";
import { ObjectLink } from "../parts/object-link";
import { Outcome } from "../parts/outcome";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { navigate } from "../router";
import { useKeys } from "../use-keys";
import { VirtualList } from "../virtual-list";

const outcomes = ["applied", "failed", "waiting", "ambiguous", "stale", "duplicate", "ignored", "refused"];

/** The live list of events, to be searched. */
export function EventsPage({ query }: { query: URLSearchParams }) {
    const { rows, isWhole, failure } = useEvents();
    const [text, setText] = useState(query.get("q") ?? "");
    const [outcome, setOutcome] = useState(query.get("outcome") ?? "");
    const [selected, select] = useState<string>();
    const search = useRef<HTMLInputElement>(null);
    const shown = useMemo(() => filterRows(rows, { text, outcome }), [rows, text, outcome]);
    const filter = (next: { text?: string; outcome?: string }) => {
        const now = { text, outcome, ...next };
        setText(now.text);
        setOutcome(now.outcome);
        const params = new URLSearchParams({
            ...(now.text && { q: now.text }),
            ...(now.outcome && { outcome: now.outcome }),
        });
        // So that whoever comes back finds the list as it was.
        history.replaceState(null, "", params.size > 0 ? `/?${params}` : "/");
    };
    const move = (by: number) => {
        const index = shown.findIndex(({ key }) => key === selected);
        select(shown[index < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, index + by))]?.key);
    };
    useKeys({
        "/": () => search.current?.focus(),
        j: () => move(1),
        k: () => move(-1),
        ArrowDown: () => move(1),
        ArrowUp: () => move(-1),
        Enter: () => open(shown.find(({ key }) => key === selected)?.id),
        Escape: () => {
            search.current?.blur();
            select(undefined);
        },
    });
    return (
        <section class="fill">
            <div class="toolbar">
                <input
                    ref={search}
                    type="search"
                    aria-label="Search"
                    placeholder="Search: id, type, object, customer, reason   ( / )"
                    value={text}
                    onInput={(event) => filter({ text: event.currentTarget.value })}
                />
                <select
                    aria-label="Outcome"
                    value={outcome}
                    onChange={(event) => filter({ outcome: event.currentTarget.value })}
                >
                    <option value="">every outcome</option>
                    {outcomes.map((one) => (
                        <option key={one}>{one}</option>
                    ))}
                </select>
                <span class="count" role="status">
                    {count(shown.length, rows.length)}
                </span>
            </div>
            {failure !== undefined && <Problem message={failure} />}
            {shown.length > 0 && (
                <VirtualList
                    rows={shown}
                    rowHeight={36}
                    keyOf={({ key }) => key}
                    renderRow={(row) => <Row row={row} />}
                    selected={selected}
                    label="Events, newest first"
                />
            )}
            {shown.length === 0 && <p class="empty">{explainNone(rows.length, isWhole)}</p>}
        </section>
    );
}

function Row({ row: { id, type, objectId, account, outcome, reason, at } }: { row: EventRow }) {
    return (
        <div class="event" onClick={({ target }) => (target as Element).closest("a") ?? open(id)}>
            <Time at={at} />
            {id === undefined ? (
                <span>not an event</span>
            ) : (
                <a class="type" href={`/events/${encodeURIComponent(id)}`}>
                    {type}
                </a>
            )}
            <Outcome outcome={outcome} />
            {objectId === undefined ? <span /> : <ObjectLink id={objectId} account={account} />}
            <span class="reason" title={reason}>
                {reason}
            </span>
        </div>
    );
}

function open(id: string | undefined): void {
    if (id !== undefined) {
        navigate(`/events/${encodeURIComponent(id)}`);
    }
}

function count(shown: number, all: number): string {
    const format = (number: number) => number.toLocaleString();
    return shown === all ? `${format(all)} events` : `${format(shown)} of ${format(all)} events`;
}

function explainNone(all: number, isWhole: boolean): string {
    if (all > 0) {
        return "No event matches.";
    }
    return isWhole ? "No events in the logs of the last 24 hours: they are listed here as they come." : "Loading …";
}
