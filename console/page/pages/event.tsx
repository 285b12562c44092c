import type { AttemptView, EventStoryView, Payload } from "../../model/story";
import { Json } from "../parts/json";
import { ObjectLink } from "../parts/object-link";
import { Outcome } from "../parts/outcome";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { navigate } from "../router";
import { useJson } from "../use-json";
import { useKeys } from "../use-keys";

/** An event's way: what came, who got it, each attempt, what was decided, and where it stands. */
export function EventPage({ id }: { id: string }) {
    const { data, error, reload } = useJson<EventStoryView>(`/events/${encodeURIComponent(id)}`, 5);
    useKeys({ Escape: () => navigate("/") });
    if (error !== undefined) {
        return (
            <section>
                <Problem message={error} onRetry={reload} />
            </section>
        );
    }
    return (
        <section>
            <div class="toolbar">
                <h1>{data?.eventType ?? "Event"}</h1>
                <span class="id">{id}</span>
            </div>
            {data && <Story story={data} />}
        </section>
    );
}

function Story({ story }: { story: EventStoryView }) {
    const { objectId, customerId, account, arrivals, rules, attempts, ledger, standings, payload, searched } = story;
    const isUnknown = arrivals.length + attempts.length + ledger.length === 0;
    return (
        <>
            <div class="facts">
                {objectId !== undefined && <ObjectLink id={objectId} account={account} />}
                {customerId !== undefined && customerId !== objectId && (
                    <ObjectLink id={customerId} account={account} isCustomer />
                )}
            </div>
            <ul class="standings">
                {standings.map((one) => (
                    <li key={one.function}>
                        {one.function} <Outcome outcome={one.status} />
                        {one.status === "dead letter" && <a href="/letters"> redrive or drop it</a>}
                        {one.nextAttemptAt !== undefined && (
                            <span class="hint">
                                {" "}
                                again at about <Time at={one.nextAttemptAt} />
                            </span>
                        )}
                    </li>
                ))}
            </ul>
            {isUnknown && <p class="empty">Neither the logs nor the ledger know this event.</p>}
            <ol class="timeline">
                {arrivals.map((one) => (
                    <li key={one.at} class={one.answer < 300 ? "" : "bad"}>
                        <Time at={one.at} /> <strong>{one.message}</strong>
                        <span class="hint">
                            {" "}
                            by the webhook{one.endpoint !== undefined && ` (${one.endpoint})`}, which answered{" "}
                            {one.answer}
                        </span>
                    </li>
                ))}
                {rules?.map(({ name, isEnabled, isSure, targets }) => (
                    <li key={name}>
                        rule <strong>{name}</strong> {isSure ? "matches" : "may match"}, for {targets.join(", ")}
                        {!isEnabled && <Outcome outcome="paused" />}
                    </li>
                ))}
                {attempts.map((one) => (
                    <Attempt key={`${one.requestId} ${one.number}`} attempt={one} />
                ))}
                {ledger.map(({ outcome, reason, recordedAt }) => (
                    <li key={recordedAt}>
                        <Time at={Date.parse(recordedAt)} /> recorded as <Outcome outcome={outcome} /> {reason}
                    </li>
                ))}
            </ol>
            <p class="hint">
                The logs were searched from <Time at={searched.from} /> to <Time at={searched.to} />.
            </p>
            <h2>Payload</h2>
            <PayloadView payload={payload} />
        </>
    );
}

function Attempt({ attempt }: { attempt: AttemptView }) {
    const { function: name, number, startedAt, durationMs, outcome, reason, error, lines, replayName } = attempt;
    return (
        <li class={error === undefined ? "" : "bad"}>
            <Time at={startedAt} /> <strong>{name}</strong> attempt {number} <Outcome outcome={outcome} /> {reason}
            <span class="hint">
                {durationMs !== undefined && ` ${Math.round(durationMs)} ms`}
                {replayName !== undefined && `, of the replay ${replayName}`}
            </span>
            {error && (
                <details open>
                    <summary>
                        {error.name}: {error.message}
                    </summary>
                    {error.stack !== undefined && <pre class="trace">{error.stack}</pre>}
                </details>
            )}
            {lines.length > 0 && (
                <details>
                    <summary>
                        {lines.length} log {lines.length === 1 ? "line" : "lines"}
                    </summary>
                    <pre class="log">
                        {lines
                            .map(({ at, level, text }) => `${new Date(at).toISOString()} ${level.padEnd(5)} ${text}`)
                            .join("\n")}
                    </pre>
                </details>
            )}
        </li>
    );
}

function PayloadView({ payload }: { payload: Payload }) {
    return payload.from === undefined ? (
        <p class="hint">{payload.why}</p>
    ) : (
        <>
            <p class="hint">from {payload.from}</p>
            <div class="card">
                <Json value={payload.json} />
            </div>
        </>
    );
}
