import type { DescribeEventBusRequest, ListEventBusesRequest } from "@aws-sdk/client-eventbridge";

import type { Clock } from "../../../clock";
import type { Call, Operation } from "../../service";
import { epochSeconds } from "../../json-protocol";
import type { Arns } from "../arns";
import type { Catalog } from "../catalog";
import { validationError } from "../constraints";
import { page } from "../page";
import type { BusRecord } from "../records";

export interface BusOperationsDeps {
    arns: Arns;
    catalog: Catalog;
    clock: Clock;
}

/** A bus as a program declares it. */
export type DeclaredBus = Pick<BusRecord, "name" | "description" | "eventSourceName" | "settings">;

/** The operations that show event buses. */
export function busOperations(deps: BusOperationsDeps): Record<string, Operation> {
    return {
        DescribeEventBus: (input: DescribeEventBusRequest, call) => describeBus(deps, input, call),
        ListEventBuses: (input: ListEventBusesRequest, call) => listBuses(deps, input, call),
    };
}

/** Makes a bus, or brings the one that stands to what is declared; its policy and its rules stay. */
export async function putBus(
    { catalog, clock }: Omit<BusOperationsDeps, "arns">,
    declared: DeclaredBus,
): Promise<void> {
    await catalog.change(async () => {
        const now = clock.now();
        const before = catalog.findBus(declared.name)?.record ?? { createdAt: now };
        await catalog.saveBus({ ...before, ...declared, modifiedAt: now });
    });
}

/**
 * Sets a bus's resource policy, or takes it away.
 * @throws AwsError ResourceNotFoundException
 */
export async function putBusPolicy(catalog: Catalog, name: string, policy: string | undefined): Promise<void> {
    await catalog.change(() => catalog.saveBus({ ...catalog.bus(name).record, policy }));
}

/**
 * Deletes a bus. No error when there is none.
 * @throws AwsError ValidationException while it has rules
 */
export async function deleteBus(catalog: Catalog, name: string): Promise<void> {
    await catalog.change(async () => {
        const bus = catalog.findBus(name);
        // "All rules associated with this event bus need to be deleted"
        // (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteEventBus.html).
        if (bus !== undefined && bus.rules.size > 0) {
            throw validationError(`Event bus ${name} can't be deleted since it has rules.`);
        }
        if (bus !== undefined) {
            await catalog.deleteBus(name);
        }
    });
}

async function describeBus({ arns, catalog }: BusOperationsDeps, { Name }: DescribeEventBusRequest, call: Call) {
    const name = arns.busName(Name);
    call.authorize("events:DescribeEventBus", arns.bus(name));
    const { record } = catalog.bus(name);
    return formatBus(arns, record);
}

async function listBuses({ arns, catalog }: BusOperationsDeps, input: ListEventBusesRequest, call: Call) {
    call.authorize("events:ListEventBuses", "*");
    const records = [...catalog.allBuses()].map(({ record }) => record);
    const named = records.filter(({ name }) => name.startsWith(input.NamePrefix ?? ""));
    const { items, NextToken } = page(named, ({ name }) => name, input);
    return { EventBuses: items.map((record) => formatBus(arns, record)), NextToken };
}

function formatBus(arns: Arns, { name, description, policy, settings, createdAt, modifiedAt }: BusRecord): object {
    return {
        Name: name,
        Arn: arns.bus(name),
        Description: description,
        Policy: policy,
        CreationTime: epochSeconds(createdAt),
        LastModifiedTime: epochSeconds(modifiedAt),
        ...settings,
    };
}
