import { randomBytes } from "node:crypto";

import { stories } from "./stories";
import type { TellOptions } from "./tell-stories";

const maxCount = 1000;

/**
 * What a request to tell stories asks for: `{ name, count?, seed?, shuffle?, drop?, duplicate?, unmade? }`, where `name` may be `all`.
 *
 * @throws Error that names the member and what it must be
 */
export function readAsked(body: unknown): TellOptions {
    const asked = (body ?? {}) as Record<string, unknown>;
    const { name, count = 1, seed, shuffle = false, drop = 0, duplicate = 0, unmade = 0 } = asked;
    const told = name === "all" ? stories : stories.filter((story) => story.name === name);
    check(told.length > 0, `name must be "all" or a story's: ${stories.map((story) => story.name).join(", ")}`);
    check(Number.isInteger(count) && within(count, 1, maxCount), `count must be a whole number from 1 to ${maxCount}`);
    check(seed === undefined || typeof seed === "string", "seed must be text");
    check(typeof shuffle === "boolean", "shuffle must be true or false");
    check(within(drop, 0, 1), "drop must be a share from 0 to 1");
    check(within(duplicate, 0, 1), "duplicate must be a share from 0 to 1");
    check(within(unmade, 0, 1), "unmade must be a share from 0 to 1");
    return {
        stories: told,
        count: count as number,
        seed: (seed as string | undefined) ?? randomBytes(4).toString("hex"),
        unmade: unmade as number,
        faults: { drop: drop as number, duplicate: duplicate as number, shuffle: shuffle as boolean },
    };
}

function within(value: unknown, least: number, most: number): boolean {
    return typeof value === "number" && value >= least && value <= most;
}

function check(holds: boolean, message: string): void {
    if (!holds) {
        throw new Error(message);
    }
}
