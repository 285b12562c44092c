/** ECMAScript's JSON.parse source text access, which TypeScript's libraries do not know yet; Node has it from 22 on. */
interface RawJson {
    parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
    rawJSON(text: string): unknown;
}

/**
 * What the function got, from the body of a letter, as JSON text with every number as it was written: JSON's may have more
 * digits than JavaScript's.
 */
export function readPayload(sender: "EventBridge" | "Lambda", body: string): string {
    if (sender === "EventBridge") {
        return body;
    }
    return JSON.stringify((parseExactly(body) as { requestPayload: unknown }).requestPayload);
}

/** The event itself, from the body of a letter of EventBridge's, as JSON text with every number as it was written. */
export function readDetail(body: string): string {
    return JSON.stringify((parseExactly(body) as { detail: unknown }).detail);
}

function parseExactly(text: string): unknown {
    const json = JSON as unknown as RawJson;
    return json.parse(text, (_key, value, { source }) =>
        typeof value === "number" && source !== undefined && String(value) !== source ? json.rawJSON(source) : value,
    );
}
