import type * as pulumi from "@pulumi/pulumi";

import type { FunctionRole } from "../handlers/function-role";
import type { ClosureFunction } from "./function";
import type { Observability } from "./observability";
import type { Watched } from "./observability/watched";
import { alertService, receiverService, syncService } from "../handlers/service-names";

/** What a person's tools need to know of a function. */
export interface FunctionOutput {
    role: FunctionRole;
    /** Lambda's name of it. */
    functionName: pulumi.Output<string>;
    logGroupName: pulumi.Output<string>;
    /** The dimension `service` of what it counts. */
    service: string;
    /** How many calls may run at once, where the program says so: what a paused function is resumed with. */
    concurrency?: number;
}

interface Listed extends Watched {
    /** Where the stack has one. */
    observability?: Observability;
}

/** The stack's functions by their names in the program, in the order of an event's way. */
export function listFunctions({ ingress, bus, store, sync, observability }: Listed): Record<string, FunctionOutput> {
    return {
        ...(ingress && { [ingress.receiverName]: describeFunction("receiver", ingress.receiver, receiverService) }),
        ...mapValues(bus.subscriptions, ({ function: its, service }) => describeFunction("subscription", its, service)),
        ...mapValues(store.changeSubscriptions, ({ function: its }, name) =>
            describeFunction("change-subscription", its, name),
        ),
        ...(sync && { [sync.name]: describeFunction("sync", sync.function, syncService) }),
        ...mapValues(observability?.alertFunctions ?? {}, (its) => describeFunction("alert", its, alertService)),
    };
}

function describeFunction(role: FunctionRole, its: ClosureFunction, service: string): FunctionOutput {
    const { lambda, logGroupName, concurrency } = its;
    return {
        role,
        functionName: lambda.name,
        logGroupName,
        service,
        ...(concurrency !== undefined && { concurrency }),
    };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, name: string) => U): Record<string, U> {
    return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
