import { createHash } from "node:crypto";

import type { Sender } from "./letter";

/** Why an event, or a change, was given up. */
export interface Cause {
    /** Four characters that stand for the type and the message: the same for letters that failed alike. */
    id: string;
    /** The error's type, EventBridge's ERROR_CODE, or Lambda's condition. */
    type: string;
    /** Without what differs from letter to letter. */
    message: string;
}

/** What tells why, of the two kinds of letters. */
interface Told {
    attributes: Readonly<Record<string, string>>;
    condition: string | undefined;
    /** What the function answered. */
    response: { errorType?: string; errorMessage?: string } | undefined;
    body: string;
}

export function describeCause(sender: Sender | undefined, { attributes, condition, response, body }: Told): Cause {
    switch (sender) {
        case "EventBridge":
            return makeCause(attributes.ERROR_CODE ?? "unknown", attributes.ERROR_MESSAGE ?? "");
        case "stream":
            return makeCause(condition ?? "unknown", "the handler gave up changes; its log has the error");
        case "Lambda":
            return response === undefined
                ? makeCause(condition ?? "unknown", conditions[condition ?? ""] ?? "the function was not run")
                : makeCause(response.errorType ?? "Error", response.errorMessage ?? "");
        case undefined:
            return makeCause("unreadable", `neither EventBridge nor Lambda put it there: ${body.slice(0, 60)}`);
    }
}

const conditions: Readonly<Record<string, string>> = {
    ZeroReservedConcurrency: "it came while the function was paused",
    EventAgeExceeded: "Lambda had no room for it until it was too old",
};

function makeCause(type: string, text: string): Cause {
    const message = normalizeMessage(text);
    const id = createHash("sha256").update(`${type}\n${message}`).digest("hex").slice(0, 4);
    return { id, type, message };
}

const maxMessageLength = 300;

/** What of a message differs from one failure to the next of the same kind. */
const particulars: readonly RegExp[] = [
    /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
    /\d{4}-\d\d-\d\dT[\d:.]+Z?/g,
    // An id of Stripe's keeps its prefix, which says of what it is: cus_…
    /(?<=\b[a-z]{2,8}_(?:test_|live_)?)(?=[A-Za-z]*\d)[A-Za-z0-9]{6,}\b/g,
    /\b(?=[a-z]*\d)(?=\d*[a-f])[0-9a-f]{8,}\b/gi,
    /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g,
    /(?<![\w-])\d+(?:\.\d+)*(?![\w-])/g,
];

/** The first line of a message, without ids, times, addresses and numbers, so that failures of one kind read the same. */
export function normalizeMessage(text: string): string {
    const [line = ""] = text.trim().split("\n");
    return particulars.reduce((rest, one) => rest.replace(one, "…"), line.slice(0, maxMessageLength));
}

/** Of what came while the function reserved no concurrency, which is how it is paused. */
export const pausedCause = describeCause("Lambda", {
    attributes: {},
    condition: "ZeroReservedConcurrency",
    response: undefined,
    body: "",
});
