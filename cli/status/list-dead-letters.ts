import type { Status } from "./status";

/** How many letters wait in each queue, by its name in the outputs. */
export function listDeadLetters(
    status: Pick<Status, "subscriptions" | "changeSubscriptions" | "partnerDoor" | "otherDeadLetters">,
): [name: string, letters: number][] {
    const { subscriptions, changeSubscriptions, partnerDoor, otherDeadLetters } = status;
    const handlers = Object.entries({ ...subscriptions, ...changeSubscriptions });
    return [
        ...(partnerDoor ? [[partnerDoor.name, partnerDoor.deadLetters] satisfies [string, number]] : []),
        ...handlers.map(([name, { deadLetters }]): [string, number] => [name, deadLetters]),
        ...Object.entries(otherDeadLetters),
    ];
}
