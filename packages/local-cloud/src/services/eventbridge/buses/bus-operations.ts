import type {
    DescribeEventBusRequest,
    ListEventBusesRequest,
    ListEventSourcesRequest,
} from "@aws-sdk/client-eventbridge";

import type { Clock } from "../../../clock";
import type { Operation } from "../../service";
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

/** The operations that show event buses, and partners' event sources: each comes and goes with its bus. */
export function busOperations({ arns, catalog }: BusOperationsDeps): Record<string, Operation> {
    const records = () => [...catalog.allBuses()].map(({ record }) => record);
    return {
        async DescribeEventBus({ Name }: DescribeEventBusRequest, call) {
            const name = arns.busName(Name);
            call.authorize("events:DescribeEventBus", arns.bus(name));
            return formatBus(arns, catalog.bus(name).record);
        },

        async ListEventBuses(input: ListEventBusesRequest, call) {
            call.authorize("events:ListEventBuses", "*");
            const { items, NextToken } = page(records(), ({ name }) => name, input);
            return { EventBuses: items.map((record) => formatBus(arns, record)), NextToken };
        },

        async ListEventSources(input: ListEventSourcesRequest, call) {
            call.authorize("events:ListEventSources", "*");
            const partners = records().filter(({ eventSourceName }) => eventSourceName !== undefined);
            const { items, NextToken } = page(partners, ({ name }) => name, input);
            return { EventSources: items.map((record) => formatSource(arns, record)), NextToken };
        },
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

/** No partner is there to make a source before its bus: it is active as long as that stands. */
function formatSource(arns: Arns, { name, createdAt }: BusRecord): object {
    return {
        Arn: arns.eventSource(name),
        // The partner: `aws.partner/shop.com`.
        CreatedBy: name.split("/").slice(0, 2).join("/"),
        CreationTime: epochSeconds(createdAt),
        Name: name,
        State: "ACTIVE",
    };
}
