import { expect } from "chai";
import type { Cloud } from "local-cloud";
import { Terminal } from "local-cloud/command";
import { captureOutput, type CapturedOutput } from "local-cloud/testing";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";

import { dlqTasks, makeDlqCommand } from "../../cli/dlq/options";
import { pauseCommand, resumeCommand } from "../../cli/pause/options";
import { completionCommand } from "../../cli/completion/options";
import { doctorCommand } from "../../cli/doctor/options";
import { rehearseCommand } from "../../cli/rehearse/options";
import { replayCommand } from "../../cli/replay/options";
import type { LiveItem } from "../../cli/start/live/item";
import { showItem } from "../../cli/start/live/show";
import { startCommand } from "../../cli/start/options";
import { showReady } from "../../cli/start/show";
import { statusCommand } from "../../cli/status/options";
import { makeTaskCommand, tasks } from "../../cli/sync/options";
import { triggerCommand } from "../../cli/trigger/options";
import { showAccepted, showOutcome, showVerdict } from "../../cli/trigger/show";
import { covered } from "./covered";

const root = path.resolve(__dirname, "../..");
const read = (page: string) => readFileSync(path.join(root, page), "utf8");
const pages = globSync(["*.md", "docs/*.md", "packages/*/README.md"], { cwd: root }).sort();

/** A block, but for TypeScript of README.md and docs/, which `examples.test.ts` compiles and runs. */
interface Block {
    page: string;
    /** Its first line names it. */
    first: string;
    text: string;
}

function blocks(page: string): Block[] {
    return [...read(page).matchAll(/^```(\w*)\n(.*?)^```$/gms)]
        .filter(([, language]) => language !== "ts" || page.startsWith("packages/"))
        .map(([, , text = ""]) => ({ page, first: text.split("\n")[0] ?? "", text }));
}

/** The one block of a page that begins so. */
function block(page: string, beginning: string): string {
    const found = blocks(page).filter(({ first }) => first.startsWith(beginning));
    expect(found, `${page}: ${beginning}`).to.have.length(1);
    return found[0]?.text ?? "";
}

/** What `show` writes, in one time zone's form, with the time of day left out. */
function written(show: (terminal: Terminal) => void): string {
    const output: CapturedOutput = captureOutput();
    show(new Terminal({ output }));
    return output.text();
}

const timeless = (text: string) => text.replaceAll(/^\d\d:\d\d:\d\dZ /gm, "");

describe("the commands and outputs in the pages", () => {
    it("are each run or compared by a test, or listed with the reason why not", () => {
        const all = pages.flatMap(blocks).map(({ page, first }) => `${page}: ${first}`);
        const listed = covered.map(({ page, first }) => `${page}: ${first}`);

        expect([...listed].sort()).to.deep.equal(all.sort());
        const missing = covered.flatMap(({ by }) => (by === undefined || existsSync(path.join(root, by)) ? [] : [by]));
        expect(missing).to.deep.equal([]);
    });

    it("give the commands only options that they have", () => {
        const commands = {
            start: startCommand(),
            trigger: triggerCommand(),
            rehearse: rehearseCommand(),
            status: statusCommand(),
            doctor: doctorCommand(),
            completion: completionCommand(),
            sync: { options: tasks.flatMap((task) => makeTaskCommand(task).options) },
            dlq: { options: dlqTasks.flatMap((task) => makeDlqCommand(task).options) },
            replay: replayCommand(),
            pause: pauseCommand(),
            resume: resumeCommand(),
        };
        const command = new RegExp(`npm (?:run )?(${Object.keys(commands).join("|")}) -- ([^\`\n#]*)`, "g");
        const named = pages.flatMap((page) =>
            [...read(page).matchAll(command)].flatMap(([, name = "", rest = ""]) =>
                [...rest.matchAll(/(?<!\S)--[a-z][a-z-]*/g)].map(([option]) => ({ page, name, option })),
            ),
        );

        const unknown = named.filter(
            ({ name, option }) =>
                option !== "--help" &&
                !commands[name as keyof typeof commands].options.some(({ long }) => long === option),
        );

        expect(named.length).to.be.greaterThan(3);
        expect(unknown).to.deep.equal([]);
    });

    it("list every option of npm start, and no other", () => {
        const listed = [...read("docs/local.md").matchAll(/^\| `(--[\w-]+)/gm)].map(([, name]) => name);

        expect(listed).to.deep.equal(startCommand().options.map(({ long }) => long));
    });

    it("set only settings that the program has", () => {
        const settings =
            globSync("infra/{*settings,kms-key,signing-secrets}.ts", { cwd: root }).map(read).join("") +
            read("Pulumi.yaml");
        const keys = pages.flatMap((page) =>
            [...read(page).matchAll(/pulumi config (?:set|rm) (?:--secret )?(?:--path )?'?([a-z]\w*(?::\w+)?)/g)].map(
                ([, key = ""]) => ({ page, key }),
            ),
        );

        const unknown = keys.filter(
            ({ key }) => key !== "aws:region" && !settings.includes(`"${key}"`) && !settings.includes(`    ${key}:`),
        );

        expect(keys.length).to.be.greaterThan(5);
        expect(unknown).to.deep.equal([]);
    });

    it("show npm start's terminal as it is", () => {
        const shown = block("README.md", "stripe-eventbridge runs on this machine.");
        const [signingSecret = ""] = /whsec_[0-9a-f]{48}/.exec(shown) ?? [];
        const [consoleUrl] = /http:\S+token=[\w-]{32}/.exec(shown) ?? [];
        const gatewayUrl = "http://127.0.0.1:4242";
        const cloud = {
            place: { gatewayUrl, awsUrl: "http://127.0.0.1:4566" },
            stackOutputs: { webhookUrl: `${gatewayUrl}/stripe/webhook` },
        } as unknown as Cloud;
        const options = startCommand().parse([], { from: "user" }).opts<Parameters<typeof showReady>[2]["options"]>();

        const output = written((terminal) =>
            showReady(terminal, cloud, {
                name: "stripe-eventbridge",
                secrets: { default: signingSecret },
                stripe: { url: "http://127.0.0.1:4243", secretKey: "sk_test_localStripe" },
                consoleUrl,
                options,
            }),
        );

        expect(shown).to.equal(output);
    });

    it("show an event that was sent as npm run trigger does", () => {
        const shown = block("README.md", "customer.subscription.created evt_");
        const [, id = "", object = ""] = /(evt_\w+) (sub_\w+)/.exec(shown) ?? [];

        const output = written((terminal) => {
            const event = { id, type: "customer.subscription.created", data: { object: { id: object } } };
            const place = "http://127.0.0.1:4242/stripe/webhook";
            const outcome = { outcome: "applied", reason: "the object's first event" };
            showAccepted(terminal, event, { status: 200, milliseconds: 66, place });
            showOutcome(terminal, { ...outcome, subscribers: [{ name: "billing-state" }] } as never, undefined);
            showVerdict(terminal, outcome as never);
        });

        expect(shown).to.equal(output);
    });

    it("show what becomes of events as npm start does", () => {
        const shown = block("README.md", "08:21:09Z applied");
        const [eventId = "", failedId = ""] = [...shown.matchAll(/evt_\w+/g)].map(([id]) => id);
        const [objectId] = /sub_\w+/.exec(shown) ?? [];
        const [invoice] = /in_\w+/.exec(shown) ?? [];
        const items: LiveItem[] = [
            {
                type: "event",
                eventId,
                eventType: "customer.subscription.created",
                objectId,
                outcome: "applied",
                reason: "the object's first event",
                milliseconds: 125,
            },
            { type: "log", function: "payment-trouble", level: "INFO", text: `no room for ${invoice}`, fields: {} },
            {
                type: "failure",
                function: "payment-trouble",
                eventId: failedId,
                eventType: "invoice.payment_failed",
                error: { type: "TypeError", message: "the ticket system is full" },
                place: "index.ts:24:19",
                attempt: 1,
                maxAttempts: 3,
                nextAttemptSeconds: 60,
                deadLetterQueue: "payment-trouble-dead-letters-0b1f6d2",
            },
        ];

        const output = written((terminal) => items.forEach((item) => showItem(terminal, item, 0)));

        expect(timeless(shown)).to.equal(timeless(output));
    });
});
