import { useState } from "preact/hooks";

import { diffVersion, type FieldChange, type ObjectView, type VersionDiff } from "../../model/history";
import { useDecided } from "../events-store";
import { Json } from "../parts/json";
import { addAccount, ObjectLink } from "../parts/object-link";
import { Outcome } from "../parts/outcome";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { navigate } from "../router";
import { useJson } from "../use-json";
import { useKeys } from "../use-keys";

/** More fields than these are folded: those of a new object. */
const maxOpen = 12;

/** An object's history: each of its events, and what it changed. */
export function ObjectPage({ id, account }: { id: string; account?: string }) {
    const decided = useDecided(({ objectId }) => objectId === id);
    const path = addAccount(`/objects/${encodeURIComponent(id)}`, account);
    const { data, error, reload } = useJson<ObjectView>(path, 10, decided);
    useKeys({ Escape: () => navigate("/") });
    return (
        <section>
            <div class="toolbar">
                <h1>{data?.kind ?? "Object"}</h1>
                <span class="id">{id}</span>
                {data?.status !== undefined && <span class="badge">{data.status}</span>}
                {data?.customerId !== undefined && data.customerId !== id && (
                    <ObjectLink id={data.customerId} account={account} isCustomer />
                )}
            </div>
            {error !== undefined && <Problem message={error} onRetry={reload} />}
            {data && <History view={data} />}
        </section>
    );
}

export function History({ view }: { view: ObjectView }) {
    const { events, current, searchedFrom } = view;
    const [isShown, show] = useState(false);
    return (
        <>
            {current !== undefined && (
                <>
                    <button onClick={() => show(!isShown)} aria-expanded={isShown}>
                        {isShown ? "Hide" : "Show"} the object as it stands
                    </button>
                    {isShown && (
                        <div class="card">
                            <Json value={current} />
                        </div>
                    )}
                </>
            )}
            <h2>History, newest first</h2>
            {events.length === 0 && <p class="empty">No events of it are known.</p>}
            <ol class="timeline">
                {events
                    .map((event, index) => ({ event, diff: diffVersion(events, index) }))
                    .reverse()
                    .map(({ event, diff }) => (
                        <li key={`${event.eventId} ${event.at}`}>
                            <Time at={event.at} />{" "}
                            <a class="type" href={`/events/${encodeURIComponent(event.eventId)}`}>
                                {event.eventType}
                            </a>{" "}
                            {event.outcome !== undefined && <Outcome outcome={event.outcome} />}{" "}
                            <span class="hint">{event.reason}</span>
                            <Diff diff={diff} from={event.from} />
                        </li>
                    ))}
            </ol>
            <p class="hint">
                Events are known by the logs since <Time at={searchedFrom} /> and by the state table, which remembers
                those of the object&rsquo;s last two seconds with events.
            </p>
        </>
    );
}

function Diff({ diff, from }: { diff: VersionDiff; from: string | undefined }) {
    if ("why" in diff) {
        return <p class="hint">{diff.why}</p>;
    }
    const { changes } = diff;
    const source = from === undefined ? "" : `, from ${from}`;
    return (
        <>
            {changes.length > maxOpen ? (
                <details>
                    <summary>{changes.length} fields</summary>
                    <Changes changes={changes} />
                </details>
            ) : (
                <Changes changes={changes} />
            )}
            <p class="hint">
                {changes.length === 0 && "Nothing changed. "}
                {diff.since === "previous_attributes" ? "As the event itself says" : "Compared with the version before"}
                {source}.
            </p>
        </>
    );
}

function Changes({ changes }: { changes: readonly FieldChange[] }) {
    return (
        <table class="diff" aria-label="Changes">
            <tbody>
                {changes.map(({ path, before, after }) => (
                    <tr key={path}>
                        <th scope="row">{path}</th>
                        <td>
                            {before !== undefined && <del>{before}</del>} {after !== undefined && <ins>{after}</ins>}
                        </td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}
