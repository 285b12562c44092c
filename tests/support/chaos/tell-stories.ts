import type { LocalStripe } from "local-stripe";
import type { Told } from "local-stripe/stories";

/** Which stories, as the local Stripe takes it. */
export interface Asked {
    /** A story's name. @default "all" */
    name?: string;
    /** How often. @default 1 */
    count?: number;
    seed: string;
    /** Shares from 0 to 1. */
    drop?: number;
    duplicate?: number;
    shuffle?: boolean;
}

/**
 * Has the local Stripe tell stories.
 *
 * @returns each of their events
 * @throws Error that says why a story could not be told
 */
export async function tellStories(
    { url }: Pick<LocalStripe, "url">,
    { name = "all", ...asked }: Asked,
): Promise<Told[]> {
    const response = await fetch(`${url}/_local/stories`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name, ...asked }),
    });
    const lines = (await response.text()).trimEnd().split("\n");
    const { error } = JSON.parse(lines.pop() ?? "") as { error?: string };
    if (error !== undefined) {
        throw new Error(error);
    }
    return lines.map((line) => JSON.parse(line) as Told);
}
