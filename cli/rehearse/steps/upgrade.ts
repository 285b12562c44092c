import { type Change, counted, groupChanges, label, listed } from "../changes";
import { layOut } from "../program-at";
import type { Step } from "../rehearsal";
import { sendEvent, type SentEvent } from "../send-event";
import { StepFailure, succeeded } from "../step-failure";
import { readThrowawayProject } from "../throwaway-project";
import { StackClient } from "../../trigger/stack-client";
import { settled } from "./first-deployment";

/** What holds data that a replacement would lose. */
const holdsData = [
    "aws:dynamodb/table:Table",
    "aws:secretsmanager/secret:Secret",
    "aws:cloudwatch/eventArchive:EventArchive",
    "aws:sqs/queue:Queue",
];

/** How many events are in the tables when the program is upgraded. */
const eventsBefore = 3;

/**
 * The steps of an upgrade from the program at a commit to the program in `folder`.
 *
 * @param allowReplace names of resources that hold data and are meant to be replaced or deleted
 */
export function upgradeSteps({
    from,
    allowReplace,
    folder,
    stack,
}: {
    from: string;
    allowReplace: readonly string[];
    folder: string;
    stack: string;
}): Step[] {
    const sent: SentEvent[] = [];
    return [
        {
            name: `up at ${from}`,
            async run(rehearsal) {
                const { environment } = rehearsal;
                const target = environment.subfolder("before");
                const { otherPackages } = await layOut(folder, from, target);
                const before = readThrowawayProject(target, stack);
                // The same secrets on both sides, so that what differs is the program.
                Object.assign(before.config, selectSecrets(rehearsal.program.config));
                await environment.loadProgram(before);
                const result = succeeded(await environment.run("up"), `the program at ${from} does not deploy`);
                rehearsal.deployed(result);
                const note = otherPackages ? " (with today's packages, where it had others)" : "";
                return `${counted(groupChanges(result.steps))}${note}`;
            },
        },
        {
            name: "events before",
            async run(rehearsal) {
                for (let count = 0; count < eventsBefore; count++) {
                    sent.push(await sendEvent(rehearsal));
                }
                return `${sent.length} applied`;
            },
        },
        {
            name: "upgrade, previewed",
            async run({ environment, program }) {
                await environment.loadProgram(program);
                const { steps } = succeeded(
                    await environment.run("preview"),
                    "the program in this folder does not preview",
                );
                const changes = groupChanges(steps);
                refuseLoss(changes, allowReplace);
                return changes.length === 0 ? "no change" : `${counted(changes)}\n${named(changes)}`;
            },
        },
        {
            name: "upgrade",
            async run(rehearsal) {
                const result = succeeded(await rehearsal.environment.run("up"), "the upgrade does not deploy");
                rehearsal.deployed(result);
                return counted(groupChanges(result.steps));
            },
        },
        {
            name: "items still there",
            async run({ deployment }) {
                const client = new StackClient(deployment);
                try {
                    for (const event of sent) {
                        if ((await client.stateItem(event)) === undefined) {
                            const { id } = event.data.object;
                            throw new StepFailure(`the item of ${id}, written before the upgrade, is gone`);
                        }
                    }
                } finally {
                    client.close();
                }
                return `${sent.length} of ${sent.length}`;
            },
        },
        {
            name: "the next event",
            async run(rehearsal) {
                const { id } = await sendEvent(rehearsal);
                return `${id} is applied`;
            },
        },
        settled,
    ];
}

function selectSecrets<T extends { secret: boolean }>(config: Record<string, T>): Record<string, T> {
    return Object.fromEntries(Object.entries(config).filter(([, { secret }]) => secret));
}

function refuseLoss(changes: readonly Change[], allowed: readonly string[]): void {
    const lost = changes.filter(
        ({ kind, type, name }) =>
            (kind === "replace" || kind === "delete") && holdsData.includes(type) && !allowed.includes(name),
    );
    if (lost.length > 0) {
        throw new StepFailure(
            `the upgrade would replace or delete ${listed(lost)}, and lose what it holds: if that is meant, say so with ` +
                lost.map(({ name }) => `--allow-replace ${name}`).join(" "),
        );
    }
}

function named(changes: readonly Change[]): string {
    const words = { create: "+", update: "~", replace: "±", delete: "-" };
    return changes.map((change) => `${words[change.kind]} ${label(change)}`).join("\n");
}
