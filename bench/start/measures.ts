import type { ProjectCopy } from "./project-copy";
import { StartedProject, type Taken } from "./started-project";

/** What is measured, in the order of its taking. */
const steps = ["first start", "start", "first trigger", "trigger", "changed handler", "changed setting"] as const;

type Step = (typeof steps)[number];

/** Wall time and processor time of each step in milliseconds, and megabytes. */
export type Measure = `${Step}: ms` | `${Step}: CPU ms` | "memory: MB";

export const measures: readonly Measure[] = [
    ...steps.flatMap((step) => [`${step}: ms`, `${step}: CPU ms`] as const),
    "memory: MB",
];

export type Samples = Record<Measure, number>;

const eventType = "customer.subscription.created";
const handler = "payment-trouble";

/**
 * Starts the system in `copy` twice, the first time without anything that earlier runs have kept. The first trigger finds
 * no function's process; the second finds them all.
 *
 * @param index another one each time: the changes are to be new
 */
export async function measureStart(copy: ProjectCopy, index: number): Promise<Samples> {
    const taken = new Map<Step, Taken>();
    await copy.restore();
    await copy.clearCaches();
    const first = await StartedProject.start(copy);
    taken.set("first start", first.starting);
    await first.quiet();
    await first.stop();

    const started = await StartedProject.start(copy);
    try {
        taken.set("start", started.starting);
        await started.quiet();
        const memory = started.memory();
        taken.set("first trigger", await started.trigger(eventType));
        taken.set("trigger", await started.trigger(eventType));
        for (const [step, change] of Object.entries(changes(index)) as [Step, readonly [string, string]][]) {
            await started.quiet();
            taken.set(step, await started.change("index.ts", change, `Function ${handler}`));
        }
        const times = steps.flatMap((step): [Measure, number][] => [
            [`${step}: ms`, taken.get(step)?.wall ?? NaN],
            [`${step}: CPU ms`, taken.get(step)?.cpu ?? NaN],
        ]);
        return Object.fromEntries<number>([...times, ["memory: MB", memory]]) as Samples;
    } finally {
        await started.stop();
    }
}

/** A change inside of a closure, and one of a resource alone: what `index.ts` holds, and what takes its place. */
function changes(index: number): Partial<Record<Step, readonly [string, string]>> {
    return {
        "changed handler": [
            "const { id: objectId }",
            `console.warn("change ${index}");\n        const { id: objectId }`,
        ],
        "changed setting": ["{ once: true", `{ timeoutSeconds: ${31 + index}, once: true`],
    };
}
