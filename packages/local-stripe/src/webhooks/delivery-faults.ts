import type { Random } from "stripe-events";

/** What goes wrong on the way to the endpoints. Shares are from 0 to 1. */
export interface DeliveryFaults {
    /** The share of events that is never delivered. */
    drop?: number;
    /** The share of events that is delivered twice. */
    duplicate?: number;
    /** Whether events come in any order. */
    shuffle?: boolean;
}

/** What goes wrong with one event. */
export interface DeliveryFault {
    isDropped: boolean;
    isDuplicated: boolean;
    /** How much later it is delivered, in milliseconds. */
    delayMs: number;
}

/** Long enough that whole stories overtake each other. */
const maxDelayMs = 2_000;

/** Draws what goes wrong with an event. */
export function drawFault({ drop = 0, duplicate = 0, shuffle = false }: DeliveryFaults, random: Random): DeliveryFault {
    // All are drawn each time: what one share is does not change what the others hit.
    const [dropped, duplicated, delayed] = [random(), random(), random()];
    return {
        isDropped: dropped < drop,
        isDuplicated: duplicated < duplicate,
        delayMs: shuffle ? Math.round(delayed * maxDelayMs) : 0,
    };
}
