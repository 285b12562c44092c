import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { type Output, systemClock } from "local-cloud/command";
import { captureOutput, until } from "local-cloud/testing";
import { makeEvent, type MadeEventType, seededRandom, type StripeEvent } from "stripe-events";

import { events } from "../../cli/events";
import type { EventStory } from "../../cli/events/story";
import { logs } from "../../cli/logs";
import { state } from "../../cli/state";
import { type LocalRun, signingSecret, startLocalRun } from "../end-to-end/local-run";
import { signed } from "../handlers/signing";

const commands = { events, logs, state };

export interface CommandResult {
    code: number;
    output: string;
    errors: string;
}

/** tests/fixtures/told.ts on the local cloud, whose retries pass 120 times faster. */
export interface ToldSystem {
    run: LocalRun;
    /** Runs `npm run NAME -- ARGS`. */
    command(name: keyof typeof commands, args: string, output?: Output & { text(): string }): Promise<CommandResult>;
    /** The same as a stack's, deployed, by somebody whose role allows `actions` alone. */
    commandAs(actions: readonly string[], name: keyof typeof commands, args: string): Promise<CommandResult>;
    /** Runs `npm run events` or `logs` with `args` until what it shows is as `isEnough` wants it. */
    follow(name: "events" | "logs", args: string, isEnough: (output: string) => boolean): Promise<CommandResult>;
    /** Posts an event to the webhook, as Stripe does, and gives its answer. */
    post(type: MadeEventType, options?: PostOptions): Promise<{ event: StripeEvent; status: number }>;
    /** Waits until each function's work on an event is over. */
    settled(eventId: string): Promise<EventStory>;
    stop(): Promise<void>;
}

export interface PostOptions {
    set?: Record<string, unknown>;
    /** The same makes the same ids and names. */
    seed?: string;
    /** @default the webhook's */
    secret?: string;
}

export async function startToldSystem(): Promise<ToldSystem> {
    const run = await startLocalRun({ main: "tests/fixtures/told.ts", clock: systemClock(120) });
    const folder = await mkdtemp(path.join(tmpdir(), "told-"));
    const words = (args: string) => args.split(" ").filter((word) => word !== "");

    const system: ToldSystem = {
        run,
        async command(name, args, output = captureOutput()) {
            const errors = captureOutput();
            const all = [...words(args), "--aws-endpoint", run.aws.endpoint];
            const code = await commands[name](all, output, errors);
            return { code, output: output.text(), errors: errors.text() };
        },
        async commandAs(actions, name, args) {
            const { accessKeyId, secretAccessKey, sessionToken } = await makeRole(run, actions);
            const pulumi = `#!/bin/sh\ncat <<'END'\n${JSON.stringify(run.outputs)}\nEND\n`;
            await writeFile(path.join(folder, "pulumi"), pulumi, { mode: 0o755 });
            const before = { ...process.env };
            Object.assign(process.env, {
                PATH: `${folder}${path.delimiter}${process.env.PATH}`,
                AWS_ENDPOINT_URL: run.aws.endpoint,
                AWS_ACCESS_KEY_ID: accessKeyId,
                AWS_SECRET_ACCESS_KEY: secretAccessKey,
                AWS_SESSION_TOKEN: sessionToken,
            });
            const [output, errors] = [captureOutput(), captureOutput()];
            try {
                const code = await commands[name]([...words(args), "--stack", "prod"], output, errors);
                return { code, output: output.text(), errors: errors.text() };
            } finally {
                process.env = before;
            }
        },
        async follow(name, args, isEnough) {
            const [output, errors, end] = [captureOutput(), captureOutput(), new AbortController()];
            const all = [...words(args), "--aws-endpoint", run.aws.endpoint];
            const running = { events, logs }[name](all, output, errors, end.signal);
            try {
                const ended = running.then((code) => Promise.reject(new Error(`exit code ${code}: ${errors.text()}`)));
                await Promise.race([ended, until(`npm run ${name} ${args}`, () => isEnough(output.text()))]);
            } finally {
                end.abort();
            }
            return { code: await running, output: output.text(), errors: errors.text() };
        },
        async post(type, { set, seed, secret = signingSecret } = {}) {
            const random = seed === undefined ? undefined : seededRandom(seed);
            const event: object = makeEvent(type, { set, random });
            const body = JSON.stringify(event);
            const headers = { "stripe-signature": signed(body, secret, Math.floor(Date.now() / 1000)) };
            const { status } = await fetch(run.outputs.webhookUrl, { method: "POST", headers, body });
            return { event: event as StripeEvent, status };
        },
        async settled(eventId) {
            // One request a look, where the story takes many.
            await run.delivered(eventId);
            return until(`the end of ${eventId}`, async () => {
                const { code, output } = await system.command("events", `show ${eventId} --json`);
                const story = code === 0 ? (JSON.parse(output) as EventStory) : undefined;
                const isOver = story?.standings.every(
                    ({ status }) => !["running", "retrying", "waiting"].includes(status),
                );
                return isOver && (story?.standings.length ?? 0) > 0 ? story : undefined;
            });
        },
        async stop() {
            await rm(folder, { recursive: true, force: true });
            await run.stop();
        },
    };
    return system;
}

/** A session of a role that may do `actions` on anything, and nothing else. */
async function makeRole({ cloud: { iam } }: LocalRun, actions: readonly string[]) {
    const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    const { arn } = await iam.putRole({ name: "operator", assumeRolePolicy: document(trust) });
    await iam.putRolePolicy("operator", "own", document({ Effect: "Allow", Action: actions, Resource: "*" }));
    return iam.credentials(arn, "ana");
}
