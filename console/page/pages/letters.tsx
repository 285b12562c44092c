import { useState } from "preact/hooks";

import type { DropResult, Letter, LetterGroup, LetterQueue, RedriveResult } from "../../model/letters";
import { postJson } from "../api";
import { Confirm } from "../parts/confirm";
import { Json } from "../parts/json";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { useAction } from "../use-action";
import { useJson } from "../use-json";

/** The dead letters of every subscription, by cause, and what can be done with them. */
export function LettersPage({ isReadOnly }: { isReadOnly: boolean }) {
    const { data, error, isLoading, reload } = useJson<LetterQueue[]>("/letters");
    const waiting = data?.reduce((sum, { total }) => sum + total, 0) ?? 0;
    return (
        <section>
            <div class="toolbar">
                <h1>Dead letters</h1>
                <span class="count">{data && `${waiting} waiting`}</span>
                <button onClick={reload} disabled={isLoading}>
                    Look again
                </button>
            </div>
            {error !== undefined && <Problem message={error} onRetry={reload} />}
            {data !== undefined && waiting === 0 && <p class="empty">No dead letters: every event was handled.</p>}
            {data
                ?.filter(({ total }) => total > 0)
                .map((queue) => (
                    <Queue key={queue.subscription} queue={queue} isReadOnly={isReadOnly} reload={reload} />
                ))}
        </section>
    );
}

function Queue({ queue, isReadOnly, reload }: { queue: LetterQueue; isReadOnly: boolean; reload: () => void }) {
    const { subscription, total, read, hidden, refusal, groups } = queue;
    return (
        <>
            <h2>{subscription}</h2>
            {read < total && (
                <p class="hint">
                    {read} of about {total} letters were read{hidden > 0 && `; somebody else is reading ${hidden}`}.
                </p>
            )}
            {refusal !== undefined && <p class="hint warn">{refusal}</p>}
            {groups.map((group) => (
                <Cause
                    key={group.cause.id}
                    subscription={subscription}
                    group={group}
                    isReadOnly={isReadOnly}
                    isRefused={refusal !== undefined}
                    reload={reload}
                />
            ))}
        </>
    );
}

interface CauseProps {
    subscription: string;
    group: LetterGroup;
    isReadOnly: boolean;
    /** Whether its letters are not redriven. */
    isRefused: boolean;
    reload: () => void;
}

function Cause({ subscription, group, isReadOnly, isRefused, reload }: CauseProps) {
    const { cause, count, firstAt, lastAt, types, sender } = group;
    const [isOpen, open] = useState(false);
    const [isDropping, setDropping] = useState(false);
    const [result, setResult] = useState<string>();
    const { isBusy, error, run } = useAction();
    const post = <T,>(action: string) => postJson<T>(`/letters/${subscription}/${action}`, { cause: cause.id });
    const redrive = () =>
        run(async () => {
            setResult(describe(await post<RedriveResult>("redrive")));
            reload();
        });
    const drop = () =>
        run(async () => {
            const { dropped } = await post<DropResult>("drop");
            setResult(`${dropped} dropped`);
            reload();
        });
    return (
        <article class="card cause">
            <div class="toolbar">
                <span class="badge bad">{count}</span>
                <strong>{cause.type}</strong>
                <span class="grow">{cause.message}</span>
            </div>
            <p class="hint">
                {Object.entries(types)
                    .map(([type, many]) => `${many} ${type}`)
                    .join(", ")}
                {sender !== undefined &&
                    ` · given up by ${sender === "stream" ? "Lambda's reader of the stream" : sender}`}
                {" · "}
                <Time at={firstAt} />
                {lastAt !== firstAt && (
                    <>
                        {" – "}
                        <Time at={lastAt} />
                    </>
                )}
            </p>
            <div class="actions">
                <button class="primary" onClick={() => void redrive()} disabled={isBusy || isReadOnly || isRefused}>
                    {isBusy ? "Redriving …" : `Redrive ${count === 1 ? "it" : `all ${count}`}`}
                </button>
                <button onClick={() => open(!isOpen)} aria-expanded={isOpen}>
                    {isOpen ? "Hide" : "Show"} letters
                </button>
                <button class="danger" onClick={() => setDropping(true)} disabled={isBusy || isReadOnly}>
                    Drop …
                </button>
            </div>
            {result !== undefined && <p role="status">{result}</p>}
            {error !== undefined && <Problem message={error} />}
            {isOpen && <Letters subscription={subscription} cause={cause.id} />}
            {isDropping && (
                <Confirm
                    title={`Drop ${count === 1 ? "the letter" : `${count} letters`}?`}
                    consequence={`${subscription} will never handle their events, unless you replay them. This cannot be undone.`}
                    action="Drop"
                    onConfirm={() => void drop()}
                    onClose={() => setDropping(false)}
                />
            )}
        </article>
    );
}

function Letters({ subscription, cause }: { subscription: string; cause: string }) {
    const { data, error } = useJson<Letter[]>(`/letters/${subscription}?cause=${encodeURIComponent(cause)}`);
    if (error !== undefined) {
        return <Problem message={error} />;
    }
    return (
        <ul class="results">
            {data?.map((letter) => (
                <li key={letter.messageId}>
                    <details>
                        <summary>
                            <Time at={letter.sentAt} /> {letter.event?.type ?? "no event"}{" "}
                            {letter.event && <a href={`/events/${letter.event.id}`}>{letter.event.id}</a>}
                        </summary>
                        {letter.trace.length > 0 && <pre class="trace">{letter.trace.join("\n")}</pre>}
                        <Json text={letter.body} />
                    </details>
                </li>
            ))}
        </ul>
    );
}

function describe({ redriven, handled, failed, waiting, changes, unknown, failure }: RedriveResult): string {
    const parts = [
        `${redriven} redriven: ${handled} handled`,
        failed > 0 ? `${failed} failed again, and come back here after Lambda's retries` : "",
        waiting > 0 ? `${waiting} not done yet` : "",
        changes > 0 ? `${changes} come by the table's stream again` : "",
        unknown.count > 0 ? `${unknown.count} stay: ${unknown.reason ?? "it is not known what to redrive"}` : "",
        failure !== undefined ? `it ended early: ${failure}` : "",
    ];
    return parts.filter(Boolean).join("; ");
}
