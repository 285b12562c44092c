import { createRequire } from "node:module";
import path from "node:path";

import type { decide } from "../../handlers/billing/decide";
import { findEra } from "../../handlers/billing/era";

/** The modules of the rule that a part is switched off in. */
interface Modules {
    "build-item": typeof import("../../handlers/billing/build-item");
    era: typeof import("../../handlers/billing/era");
    lifecycle: typeof import("../../handlers/billing/lifecycle");
    "object-event": typeof import("../../handlers/billing/object-event");
    phase: typeof import("../../handlers/billing/phase");
    "same-second": typeof import("../../handlers/billing/same-second");
    walk: typeof import("../../handlers/billing/walk");
}

/** Replaces exports of one module. */
interface Replacement {
    name: keyof Modules;
    replace: (real: object) => object;
}

const billing = path.resolve(__dirname, "../../handlers/billing");
const load = createRequire(__filename);

/** What each part of the rule (docs/ordering.md) is replaced with when it is switched off. */
const replacements = {
    /** All events are of one era. What is deleted is still told by the event that wrote the item. */
    eras: [
        replacing("era", () => ({ findEra: () => ({ life: 0, finality: 0 }) })),
        replacing("build-item", ({ buildItem }) => ({
            buildItem: (subject, history, resolution, version) =>
                buildItem(subject, { ...history, era: findEra(resolution.winner) }, resolution, version),
        })),
    ],
    /** All events are of one second. */
    seconds: [
        replacing("object-event", ({ readObjectEvent }) => ({
            readObjectEvent: (subject) => {
                const { event, ...rest } = readObjectEvent(subject);
                return { event: { ...event, created: 0 }, ...rest };
            },
        })),
    ],
    /** All events of a second are of one phase. */
    phases: [replacing("phase", () => ({ findPhase: () => 1 }))],
    /** Any event of a second may be the last, whatever the events say they changed. */
    walk: [replacing("walk", () => ({ findEnds: (_changes, visited) => [...visited] }))],
    /** Where a closed walk began is not known. */
    "second-before": [
        replacing("same-second", ({ resolveSameSecond }) => ({
            resolveSameSecond: (events) => resolveSameSecond(events, []),
        })),
    ],
    /** No state comes before another. */
    "life-cycles": [replacing("lifecycle", () => ({ precedes: () => false }))],
    /** The greatest id is used, and the item does not say that it may be wrong. */
    marking: [
        replacing("build-item", ({ buildItem }) => ({
            buildItem: (subject, history, { winner }, version) =>
                buildItem(subject, history, { winner, ambiguous: false }, version),
        })),
    ],
} satisfies Record<string, Replacement[]>;

/** A part of the rule that can be switched off. */
export type Part = keyof typeof replacements;

export const parts = Object.keys(replacements) as Part[];

/** Loads the rule with one part switched off. The rule itself has no switch: exports of its modules are replaced. */
export function loadRule(without: Part): typeof decide {
    const own = Object.keys(load.cache).filter((file) => file.startsWith(billing));
    const before = own.map((file) => [file, load.cache[file]] as const);
    forget();
    try {
        for (const { name, replace } of replacements[without]) {
            const file = load.resolve(path.join(billing, name));
            const real = load(file) as object;
            const loaded = load.cache[file] as NodeJS.Module;
            loaded.exports = { ...real, ...replace(real) };
        }
        return (load(path.join(billing, "decide")) as { decide: typeof decide }).decide;
    } finally {
        forget();
        before.forEach(([file, loaded]) => (load.cache[file] = loaded));
    }
}

function forget(): void {
    for (const file of Object.keys(load.cache).filter((one) => one.startsWith(billing))) {
        delete load.cache[file];
    }
}

function replacing<Name extends keyof Modules>(
    name: Name,
    replace: (real: Modules[Name]) => Partial<Modules[Name]>,
): Replacement {
    return { name, replace: replace as (real: object) => object };
}
