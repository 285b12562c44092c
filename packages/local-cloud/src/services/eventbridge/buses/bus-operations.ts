import type {
    DescribeEventBusRequest,
    ListEventBusesRequest,
    ListEventSourcesRequest,
} from "@aws-sdk/client-eventbridge";

import type { Operation } from "../../service";
import { epochSeconds } from "../../json-protocol";
import type { Arns } from "../arns";
import type { Catalog } from "../catalog";
import { page } from "../page";
import type { BusRecord } from "../records";

interface BusOperationsDeps {
    arns: Arns;
    catalog: Catalog;
}

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
