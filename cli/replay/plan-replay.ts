import { CommandError } from "local-cloud/command";

import { findUnknownSelectors, stripeEventTypes } from "../../infra/selectors/selector";
import { chooseName } from "../choose-function";
import type { StackOutputs } from "../deployment";
import { didYouMean } from "../did-you-mean";
import { type Archive, findRules, type ReplayRequest } from "./replay-archive";
import { planReplayRules, type ReplayClients, type ReplayRule } from "./replay-rules";

/** What somebody asks to have replayed. */
export interface ReplayWish {
    name: string;
    /** In milliseconds since the epoch, of the events' own time. */
    from: number;
    to: number;
    /** The subscriptions that get the events; without any, each gets those that it selects. */
    only?: readonly string[];
    /** Event types, or groups such as `customer.subscription.*`; without any, all. */
    types?: readonly string[];
}

/** A replay that can be started. */
export interface ReplayPlan extends ReplayRequest {
    /** By subscription, where some types are replayed: the temporary rules that `ruleArns` are of. */
    temporary?: Record<string, ReplayRule[]>;
}

/**
 * Finds the rules that a replay goes to. Nothing is changed.
 *
 * @param settleMs how long rules are given to take effect
 * @throws CommandError when nothing lies in the window, or a name or a type is wrong
 */
export async function planReplay(
    { events, lambda }: ReplayClients,
    archive: Archive,
    { functions, busName }: StackOutputs,
    { name, from, to, only, types }: ReplayWish,
    settleMs: number,
): Promise<ReplayPlan> {
    if (from >= to) {
        throw new CommandError("--from is not before --to: nothing lies between");
    }
    checkTypes(types ?? []);
    const subscriptions = Object.keys(functions).filter((one) => functions[one]?.role === "subscription");
    const chosen = (only ?? []).map((one) => chooseName(one, subscriptions));
    // A replay to everybody names no rules, unless each gets one beside it.
    const asked = only === undefined && types !== undefined ? subscriptions : chosen;
    const found = await Promise.all(
        asked.map(async (one) => {
            const { functionName = "" } = functions[one] ?? {};
            const arns = await findRules(events, archive.busArn, functionName);
            if (arns.length === 0) {
                throw new CommandError(`no rule on the bus calls ${one}: is the stack deployed as its program is?`);
            }
            return [one, { ruleArns: arns, functionName }] as const;
        }),
    );
    if (types === undefined) {
        return { name, from, to, ruleArns: found.flatMap(([, { ruleArns }]) => ruleArns) };
    }
    const temporary = await planReplayRules(
        { events, lambda },
        {
            name,
            busName,
            types,
            subscriptions: Object.fromEntries(found),
            mayLeaveOut: only === undefined,
            settleMs,
        },
    );
    const arns = Object.values(temporary).flatMap((rules) => rules.map(({ arn }) => arn));
    return { name, from, to, ruleArns: arns, temporary };
}

/** @throws CommandError when no event is of a type */
function checkTypes(types: readonly string[]): void {
    const [unknown] = findUnknownSelectors(types);
    if (unknown !== undefined) {
        const near = didYouMean(unknown, stripeEventTypes);
        const hint =
            near.length > 0 ? `did you mean ${near.join(" or ")}?` : "see https://docs.stripe.com/api/events/types";
        throw new CommandError(`no type of Stripe's events is "${unknown}": ${hint}`);
    }
}
