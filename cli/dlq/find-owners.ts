import type { StackFunction, StackOutputs } from "../deployment";

/** The name, in the outputs, of the queue that all functions which tell people of alarms share. */
const alertsQueue = "alerts";

/** The functions whose letters a dead-letter queue takes, by their names in the program: one, but for alerts. */
export function findOwners(
    { functions = {} }: Pick<StackOutputs, "functions">,
    queue: string,
): Record<string, StackFunction> {
    return Object.fromEntries(
        Object.entries(functions).filter(
            ([name, { role }]) => name === queue || (queue === alertsQueue && role === "alert"),
        ),
    );
}
