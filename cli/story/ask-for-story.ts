import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";

import { CommandError } from "local-cloud/command";
import type { Made, Told } from "local-stripe/stories";

/** What a story has made, and the seed that makes it again. */
export type StoryMade = Made & { seed: string };

/**
 * Has the local Stripe at `url` tell a story.
 *
 * @param asked as `POST /_local/stories` takes it
 * @param onTold is called for each event, as it happens
 * @throws CommandError when there is no local Stripe, or it could not tell the story
 */
export async function askForStory(url: string, asked: object, onTold: (told: Told) => void): Promise<StoryMade> {
    const response = await post(url, asked);
    let made: StoryMade | undefined;
    const lines = createInterface(Readable.fromWeb(response.body as ReadableStream));
    for await (const line of lines) {
        const said = readLine(line, url);
        if ("error" in said) {
            throw new CommandError(`the local Stripe: ${said.error}`);
        } else if ("event" in said) {
            onTold(said);
        } else {
            made = said;
        }
    }
    if (made === undefined) {
        throw new CommandError(`the local Stripe at ${url} ended before the story did`);
    }
    return made;
}

async function post(url: string, asked: object): Promise<Response> {
    let address: URL;
    try {
        address = new URL("/_local/stories", url);
    } catch {
        throw new CommandError(`"${url}" is not an address: write it like http://127.0.0.1:4243`);
    }
    try {
        return await fetch(address, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(asked),
        });
    } catch (error) {
        const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
        throw new CommandError(
            code === "ECONNREFUSED"
                ? `no local Stripe listens at ${url}: "npm start" starts one (--stripe-url aims elsewhere)`
                : `the local Stripe at ${url} does not answer: ${message}`,
        );
    }
}

function readLine(line: string, url: string): Told | StoryMade | { error: string } {
    try {
        return JSON.parse(line) as Told | StoryMade | { error: string };
    } catch {
        throw new CommandError(`what listens at ${url} is not the local Stripe: it answered "${line.slice(0, 60)}"`);
    }
}
