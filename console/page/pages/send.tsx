import { useState } from "preact/hooks";

import type { SentEvent } from "../../model/sent-event";
import type { StackView } from "../../model/stack";
import { postJson } from "../api";
import { Problem } from "../parts/problem";
import { useAction } from "../use-action";

interface StoryTold {
    events: number;
    customers: string[];
    seed: string;
}

/** Sends test events, and has the local Stripe tell stories. */
export function SendPage({ stack }: { stack: StackView | undefined }) {
    if (stack === undefined) {
        return null;
    }
    if (!stack.isLocal || stack.isReadOnly) {
        const why = stack.isReadOnly
            ? "The console is read-only: start it without --read-only to send anything."
            : "Test events are sent to the local system alone. For a deployed stack: npm run trigger -- TYPE --stack NAME";
        return <Problem message={why} />;
    }
    return (
        <section class="forms">
            <EventForm types={stack.eventTypes} />
            {stack.hasStripe && <StoryForm stories={stack.stories} />}
        </section>
    );
}

function EventForm({ types }: { types: readonly string[] }) {
    const [type, setType] = useState("customer.subscription.created");
    const [fields, setFields] = useState("");
    const [sent, setSent] = useState<SentEvent[]>([]);
    const { isBusy, error, run } = useAction();
    const send = () =>
        run(async () => {
            const event = await postJson<SentEvent>("/test-events", { type, set: readFields(fields) });
            setSent((before) => [event, ...before].slice(0, 10));
        });
    return (
        <form
            class="card"
            onSubmit={(event) => {
                event.preventDefault();
                void send();
            }}
        >
            <h1>Send a test event</h1>
            <p class="hint">It is made up, signed as Stripe signs, and posted to the webhook.</p>
            <label>
                Type
                <input
                    list="event-types"
                    value={type}
                    onInput={(event) => setType(event.currentTarget.value)}
                    required
                />
                <datalist id="event-types">
                    {types.map((one) => (
                        <option key={one} value={one} />
                    ))}
                </datalist>
            </label>
            <label>
                Fields to set, one a line
                <textarea
                    rows={3}
                    placeholder={"status=past_due\nmetadata.plan=pro"}
                    value={fields}
                    onInput={(event) => setFields(event.currentTarget.value)}
                />
            </label>
            <button class="primary" disabled={isBusy}>
                Send
            </button>
            {error !== undefined && <Problem message={error} />}
            <ul class="results">
                {sent.map(({ eventId, status, milliseconds }) => (
                    <li key={eventId}>
                        <span class={`badge ${status === 200 ? "good" : "bad"}`}>{status}</span>{" "}
                        <a href={`/events/${eventId}`}>{eventId}</a> in {milliseconds} ms
                    </li>
                ))}
            </ul>
        </form>
    );
}

function StoryForm({ stories }: { stories: StackView["stories"] }) {
    const [name, setName] = useState(stories[0]?.name ?? "");
    const [count, setCount] = useState(1);
    const [told, setTold] = useState<StoryTold>();
    const { isBusy, error, run } = useAction();
    const tell = () => run(async () => setTold(await postJson<StoryTold>("/stories", { name, count })));
    return (
        <form
            class="card"
            onSubmit={(event) => {
                event.preventDefault();
                void tell();
            }}
        >
            <h1>Have Stripe tell a story</h1>
            <p class="hint">{stories.find((story) => story.name === name)?.about}</p>
            <label>
                Story
                <select value={name} onChange={(event) => setName(event.currentTarget.value)}>
                    {stories.map((story) => (
                        <option key={story.name}>{story.name}</option>
                    ))}
                </select>
            </label>
            <label>
                Customers
                <input
                    type="number"
                    min={1}
                    max={1000}
                    value={count}
                    onInput={(event) => setCount(Number(event.currentTarget.value))}
                />
            </label>
            <button class="primary" disabled={isBusy}>
                {isBusy ? "Telling …" : "Tell it"}
            </button>
            {error !== undefined && <Problem message={error} />}
            {told && (
                <p role="status">
                    {told.events} events of{" "}
                    {told.customers.length === 1 ? "one customer" : `${told.customers.length} customers`}:{" "}
                    {told.customers.slice(0, 5).map((id) => (
                        <a key={id} class="id" href={`/customers/${id}`}>
                            {id}{" "}
                        </a>
                    ))}
                </p>
            )}
        </form>
    );
}

/** `path=value` lines; a value is JSON, or else text. */
function readFields(text: string): Record<string, unknown> {
    const lines = text.split("\n").filter((line) => line.includes("="));
    return Object.fromEntries(
        lines.map((line) => {
            const [path = "", ...value] = line.split("=");
            return [path.trim(), readValue(value.join("=").trim())];
        }),
    );
}

function readValue(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}
