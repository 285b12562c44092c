import { useState } from "preact/hooks";

import type { ResumeResult, SubscriptionView } from "../../model/subscriptions";
import { postJson } from "../api";
import { Confirm } from "../parts/confirm";
import { Problem } from "../parts/problem";
import { useAction } from "../use-action";
import { useJson } from "../use-json";

/** Every subscription: whether it is called, what waits for it, and what pauses it. */
export function SubscriptionsPage({ isReadOnly }: { isReadOnly: boolean }) {
    const { data, error, reload } = useJson<SubscriptionView[]>("/subscriptions", 10);
    return (
        <section>
            <div class="toolbar">
                <h1>Subscriptions</h1>
                <span class="count">{data && `${data.filter(({ paused }) => paused).length} paused`}</span>
            </div>
            {error !== undefined && <Problem message={error} onRetry={reload} />}
            {data?.map((one) => (
                <Subscription key={one.name} subscription={one} isReadOnly={isReadOnly} reload={reload} />
            ))}
        </section>
    );
}

interface SubscriptionProps {
    subscription: SubscriptionView;
    isReadOnly: boolean;
    reload: () => void;
}

function Subscription({ subscription: { name, paused, letters, backlog }, isReadOnly, reload }: SubscriptionProps) {
    const [isPausing, setPausing] = useState(false);
    const [result, setResult] = useState<string>();
    const { isBusy, error, run } = useAction();
    const place = `/subscriptions/${encodeURIComponent(name)}`;
    const pause = () =>
        run(async () => {
            setResult(undefined);
            await postJson<SubscriptionView>(`${place}/pause`, {});
            reload();
        });
    const resume = () =>
        run(async () => {
            const { redriven, failure } = await postJson<ResumeResult>(`${place}/resume`, {});
            const ended = failure === undefined ? "" : `; it ended early: ${failure}`;
            setResult(`It goes on. Events that came meanwhile and were redriven: ${redriven}${ended}`);
            reload();
        });
    return (
        <article class="card cause">
            <div class="toolbar">
                <strong>{name}</strong>
                <span class={`badge ${paused ? "bad" : "good"}`}>{paused ? "paused" : "called"}</span>
                <span class="grow" />
                {letters > 0 && (
                    <a href="/letters">
                        {letters} dead {letters === 1 ? "letter" : "letters"}
                    </a>
                )}
                {paused ? (
                    <button class="primary" onClick={() => void resume()} disabled={isBusy || isReadOnly}>
                        {isBusy ? "Resuming …" : "Resume"}
                    </button>
                ) : (
                    <button onClick={() => setPausing(true)} disabled={isBusy || isReadOnly}>
                        Pause …
                    </button>
                )}
            </div>
            {paused && <p class="hint">While it is paused, {backlog}.</p>}
            {result !== undefined && <p role="status">{result}</p>}
            {error !== undefined && <Problem message={error} />}
            {isPausing && (
                <Confirm
                    title={`Pause ${name}?`}
                    consequence={`It is not called until it is resumed. Meanwhile, ${backlog}.`}
                    action="Pause"
                    onConfirm={() => void pause()}
                    onClose={() => setPausing(false)}
                />
            )}
        </article>
    );
}
