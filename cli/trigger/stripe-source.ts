import { CommandError } from "local-cloud/command";
import { defaultStripeUrl } from "../deployment";
import { localStripeKey } from "../start/local-stripe-key";
import type { TriggerOptions } from "./options";

type SourceOptions = Pick<TriggerOptions, "apiKey" | "stripeUrl" | "stack">;

/** An event as Stripe's API shows it. */
export interface ReadEvent {
    id: string;
    type: string;
    created: number;
    account?: string;
    data: { object: object };
}

/** The thin twin of an event. */
export interface ThinTwin {
    id: string;
    type: string;
    created: string;
}

const stripeItself = "https://api.stripe.com";

/**
 * Reads an event from Stripe: from the local one, unless a key of another is given.
 *
 * @throws CommandError when there is no key, no such event, or no answer
 */
export async function readEvent(id: string, options: SourceOptions): Promise<ReadEvent> {
    const key = options.apiKey ?? process.env.STRIPE_API_KEY ?? (options.stack === undefined ? localStripeKey : "");
    if (key === "") {
        throw new CommandError("--event with --stack needs a key of Stripe's API: STRIPE_API_KEY or --api-key");
    }
    const base = options.stripeUrl ?? (key === localStripeKey ? defaultStripeUrl : stripeItself);
    const headers = { authorization: `Bearer ${key}` };
    const response = await ask(base, `/v1/events/${encodeURIComponent(id)}`, { headers });
    if (response.status === 404) {
        throw new CommandError(
            `Stripe at ${base} has no event ${id}: it shows one for 30 days (--api-key and --stripe-url aim elsewhere)`,
        );
    }
    return (await readAnswer(response, base)) as ReadEvent;
}

/**
 * Has the local Stripe show a snapshot event, and gives its thin twin: whoever gets that reads the snapshot from there.
 *
 * @throws CommandError on a deployed stack, whose Stripe shows its own events alone, and when there is no answer
 */
export async function makeThin(
    event: object,
    { stripeUrl = defaultStripeUrl, stack }: SourceOptions,
): Promise<ThinTwin> {
    if (stack !== undefined) {
        throw new CommandError(
            "--thin needs the local Stripe, since the recorder reads the snapshot from Stripe: leave --stack out",
        );
    }
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(event) };
    return (await readAnswer(await ask(stripeUrl, "/_local/events", init), stripeUrl)) as ThinTwin;
}

async function ask(base: string, path: string, init: RequestInit): Promise<Response> {
    try {
        return await fetch(new URL(path, base), { ...init, signal: AbortSignal.timeout(30_000) });
    } catch (error) {
        const { cause } = error as Error;
        const why = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : String(error);
        const remedy = base === stripeItself ? "" : ' ("npm start" starts the local one; --stripe-url aims elsewhere)';
        throw new CommandError(`Stripe at ${base} does not answer: ${why}${remedy}`);
    }
}

async function readAnswer(response: Response, base: string): Promise<unknown> {
    const body = (await response.json().catch(() => undefined)) as { error?: string | { message: string } } | undefined;
    if (!response.ok || body === undefined) {
        const error = body?.error ?? "not JSON";
        const why = typeof error === "string" ? error : error.message;
        throw new CommandError(`Stripe at ${base} answers ${response.status}: ${why}`);
    }
    return body;
}
