import { useEffect, useState } from "preact/hooks";

import type { ArchiveView, ReplayView } from "../../model/replay";
import type { StackView } from "../../model/stack";
import { getJson, postJson } from "../api";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { useAction } from "../use-action";
import { useJson } from "../use-json";

const ended = ["COMPLETED", "CANCELLED", "FAILED"];

/** AWS: an event may take ten minutes to get into the archive, and a replay leaves out what gets there later. */
const settleMs = 600_000;

/** Sends events of the archive to the bus again. */
export function ReplayPage({ stack }: { stack: StackView | undefined }) {
    const archive = useJson<ArchiveView>("/archive");
    const [name, setName] = useState<string>();
    const now = Date.now();
    const [from, setFrom] = useState(toInput(now - 3_600_000));
    const [to, setTo] = useState(toInput(now + 60_000));
    const [only, setOnly] = useState("");
    const [types, setTypes] = useState("");
    const { isBusy, error, run } = useAction();
    const start = () =>
        run(async () => {
            const asked = { from: new Date(from).getTime(), to: new Date(to).getTime(), only, types };
            setName((await postJson<{ name: string }>("/replays", asked)).name);
        });
    const isUnsettled = new Date(to).getTime() > now - settleMs;
    return (
        <section class="forms">
            <form
                class="card"
                onSubmit={(event) => {
                    event.preventDefault();
                    void start();
                }}
            >
                <h1>Replay</h1>
                {archive.error !== undefined && <Problem message={archive.error} onRetry={archive.reload} />}
                {archive.data && <p class="hint">{describe(archive.data)}</p>}
                <label>
                    From
                    <input
                        type="datetime-local"
                        step={1}
                        value={from}
                        onInput={(e) => setFrom(e.currentTarget.value)}
                    />
                </label>
                <label>
                    To
                    <input type="datetime-local" step={1} value={to} onInput={(e) => setTo(e.currentTarget.value)} />
                </label>
                <label>
                    Who gets the events
                    <select value={only} onChange={(e) => setOnly(e.currentTarget.value)}>
                        <option value="">every subscription</option>
                        {stack?.subscriptions.map((one) => (
                            <option key={one}>{one}</option>
                        ))}
                    </select>
                </label>
                <label>
                    Types
                    <input
                        type="text"
                        placeholder="all, or some: invoice.paid, customer.subscription.*"
                        value={types}
                        onInput={(e) => setTypes(e.currentTarget.value)}
                    />
                </label>
                <p class="hint">
                    By the events&rsquo; own time, which Stripe gave them. What was recorded before is recorded as a
                    duplicate; handlers with once skip what they did; others do it again.
                </p>
                {stack?.isLocal === false && types.trim() !== "" && (
                    <p class="hint">
                        It begins a minute later, when rules for these types are in effect, and is cancelled when the
                        console is stopped.
                    </p>
                )}
                {stack?.isLocal === false && isUnsettled && (
                    <p class="hint warn">
                        Events of the last ten minutes may not be in the archive yet, and would be left out.
                    </p>
                )}
                <button class="primary" disabled={isBusy || stack?.isReadOnly !== false}>
                    Replay
                </button>
                {error !== undefined && <Problem message={error} />}
            </form>
            {name !== undefined && <Progress key={name} name={name} />}
        </section>
    );
}

function Progress({ name }: { name: string }) {
    const [replay, setReplay] = useState<ReplayView>();
    const [problem, setProblem] = useState<string>();
    useEffect(() => {
        let timer: number | undefined;
        const look = async () => {
            try {
                const next = await getJson<ReplayView>(`/replays/${encodeURIComponent(name)}`);
                setReplay(next);
                setProblem(undefined);
                if (ended.includes(next.state)) {
                    return;
                }
            } catch (error) {
                setProblem((error as Error).message);
            }
            timer = setTimeout(() => void look(), 1_000);
        };
        void look();
        return () => clearTimeout(timer);
    }, [name]);
    const isRunning = replay !== undefined && !ended.includes(replay.state);
    const cancel = () => {
        postJson(`/replays/${encodeURIComponent(name)}/cancel`).catch((error: Error) => setProblem(error.message));
    };
    return (
        <div class="card" role="status">
            <div class="toolbar">
                <strong>{name}</strong>
                <span
                    class={`badge ${replay?.state === "COMPLETED" ? "good" : replay?.state === "FAILED" ? "bad" : "plain"}`}
                >
                    {replay?.state ?? "…"}
                </span>
            </div>
            {replay?.reason !== undefined && <p>{replay.reason}</p>}
            {replay?.reached !== undefined && (
                <p class="hint">
                    Events up to <Time at={replay.reached} /> were replayed.
                </p>
            )}
            {problem !== undefined && <Problem message={problem} />}
            {isRunning && <button onClick={cancel}>Cancel</button>}
        </div>
    );
}

function describe({ name, retentionDays, events }: ArchiveView): string {
    const kept = retentionDays === 0 ? "keeps events for ever" : `keeps events for ${retentionDays} days`;
    return `The archive ${name} ${kept}; about ${events.toLocaleString()} are in it.`;
}

/** As an input of the type datetime-local takes it: local time. */
function toInput(at: number): string {
    const date = new Date(at);
    return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
