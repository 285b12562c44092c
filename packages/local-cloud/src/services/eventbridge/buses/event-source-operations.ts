import type { DescribeEventSourceRequest, ListEventSourcesRequest } from "@aws-sdk/client-eventbridge";

import { AwsError } from "../../../aws-error";
import type { Call, Operation } from "../../service";
import { epochSeconds } from "../../json-protocol";
import type { Arns } from "../arns";
import type { Catalog } from "../catalog";
import { check, eventSourcePattern } from "../constraints";
import { page } from "../page";
import type { BusRecord } from "../records";

interface EventSourceOperationsDeps {
    arns: Arns;
    catalog: Catalog;
}

/**
 * The operations on partners' event sources. No partner is there to make one before its bus: it comes and goes with the bus, and
 * is active as long.
 */
export function eventSourceOperations(deps: EventSourceOperationsDeps): Record<string, Operation> {
    return {
        DescribeEventSource: (input: DescribeEventSourceRequest, call) => describeEventSource(deps, input, call),
        ListEventSources: (input: ListEventSourcesRequest, call) => listEventSources(deps, input, call),
    };
}

async function describeEventSource(deps: EventSourceOperationsDeps, input: DescribeEventSourceRequest, call: Call) {
    check(input.Name, "name", { required: true, maxLength: 256, pattern: eventSourcePattern });
    const name = input.Name ?? "";
    call.authorize("events:DescribeEventSource", deps.arns.eventSource(name));
    const record = deps.catalog.findBus(name)?.record;
    if (record?.eventSourceName === undefined) {
        throw new AwsError("ResourceNotFoundException", `Event source ${name} does not exist.`);
    }
    return formatSource(deps.arns, record);
}

async function listEventSources(deps: EventSourceOperationsDeps, input: ListEventSourcesRequest, call: Call) {
    call.authorize("events:ListEventSources", "*");
    const records = [...deps.catalog.allBuses()]
        .map(({ record }) => record)
        .filter(({ eventSourceName }) => eventSourceName?.startsWith(input.NamePrefix ?? ""));
    const { items, NextToken } = page(records, ({ name }) => name, input);
    return { EventSources: items.map((record) => formatSource(deps.arns, record)), NextToken };
}

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
