import type { World } from "./world";

/** A part of a story, step by step: each `yield` gives the seconds that pass until the next step. */
export type Chapter<Result = void> = Generator<number, Result, void>;

/** Something that happens to a customer, as Stripe's objects and events tell it. */
export interface Story {
    name: string;
    /** What happens, in a sentence. */
    about: string;
    /** How many days it takes at most. It began so long ago, so that it has just ended. */
    days: number;
    tell(world: World): Chapter;
}

export const minute = 60;
export const hour = 60 * minute;
export const day = 24 * hour;

/** How long a billing period is. A week, so that all of a story is among the 30 days of events that Stripe lists. */
export const period = 7 * day;
