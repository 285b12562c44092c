import type {
    CreateEventBusRequest,
    DeleteEventBusRequest,
    DescribeEventBusRequest,
    ListEventBusesRequest,
    UpdateEventBusRequest,
} from "@aws-sdk/client-eventbridge";

import { AwsError } from "../../../aws-error";
import type { Clock } from "../../../clock";
import type { Call, Operation } from "../../service";
import { epochSeconds, type JsonShape } from "../../json-protocol";
import { type Arns, defaultBus } from "../arns";
import type { Catalog } from "../catalog";
import { busNamePattern, check, eventSourcePattern, namePattern, validationError } from "../constraints";
import { page } from "../page";
import type { BusRecord, BusSettings } from "../records";

export interface BusOperationsDeps {
    arns: Arns;
    catalog: Catalog;
    clock: Clock;
}

/** The operations on event buses. */
export function busOperations(deps: BusOperationsDeps): Record<string, Operation> {
    return {
        CreateEventBus: (input: JsonShape<CreateEventBusRequest>, call) => createBus(deps, input, call),
        DeleteEventBus: (input: DeleteEventBusRequest, call) => deleteBus(deps, input, call),
        DescribeEventBus: (input: DescribeEventBusRequest, call) => describeBus(deps, input, call),
        ListEventBuses: (input: ListEventBusesRequest, call) => listBuses(deps, input, call),
        UpdateEventBus: (input: UpdateEventBusRequest, call) => updateBus(deps, input, call),
    };
}

async function createBus(
    { arns, catalog, clock }: BusOperationsDeps,
    input: JsonShape<CreateEventBusRequest>,
    call: Call,
): Promise<object> {
    const { EventSourceName: eventSourceName } = input;
    check(eventSourceName, "eventSourceName", { minLength: 1, maxLength: 256, pattern: eventSourcePattern });
    const pattern = eventSourceName === undefined ? namePattern : busNamePattern;
    check(input.Name, "name", { required: true, maxLength: 256, pattern });
    check(input.Description, "description", { maxLength: 512 });
    const settings = readSettings(input);
    const name = input.Name ?? "";
    if (eventSourceName !== undefined && eventSourceName !== name) {
        throw validationError("Parameter Name is not valid. Reason: It must be the name of the partner event source.");
    }
    call.authorize("events:CreateEventBus", arns.bus(name));
    return catalog.change(async () => {
        if (catalog.findBus(name) !== undefined) {
            throw new AwsError("ResourceAlreadyExistsException", `Event bus ${name} already exists.`);
        }
        const now = clock.now();
        const { Description: description } = input;
        await catalog.saveBus({ name, eventSourceName, description, settings, createdAt: now, modifiedAt: now });
        return { EventBusArn: arns.bus(name), Description: input.Description, ...settings };
    });
}

async function updateBus({ arns, catalog, clock }: BusOperationsDeps, input: UpdateEventBusRequest, call: Call) {
    check(input.Description, "description", { maxLength: 512 });
    const settings = readSettings(input);
    const name = arns.busName(input.Name);
    call.authorize("events:UpdateEventBus", arns.bus(name));
    return catalog.change(async () => {
        const { Description: description } = input;
        await catalog.saveBus({ ...catalog.bus(name).record, description, settings, modifiedAt: clock.now() });
        return { Arn: arns.bus(name), Name: name, Description: description, ...settings };
    });
}

/** Succeeds for a bus that does not exist, as AWS does. */
async function deleteBus({ arns, catalog }: BusOperationsDeps, { Name }: DeleteEventBusRequest, call: Call) {
    check(Name, "name", { required: true, maxLength: 256, pattern: busNamePattern });
    const name = Name ?? "";
    call.authorize("events:DeleteEventBus", arns.bus(name));
    if (name === defaultBus) {
        throw validationError("Cannot delete event bus default.");
    }
    return catalog.change(async () => {
        const bus = catalog.findBus(name);
        // "All rules associated with this event bus need to be deleted"
        // (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteEventBus.html).
        if (bus !== undefined && bus.rules.size > 0) {
            throw validationError(`Event bus ${name} can't be deleted since it has rules.`);
        }
        if (bus !== undefined) {
            await catalog.deleteBus(name);
        }
        return {};
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

/** What is kept of a bus's settings: an empty key takes it away, as on AWS. */
function readSettings({ KmsKeyIdentifier, LogConfig, DeadLetterConfig }: BusSettings): BusSettings {
    check(KmsKeyIdentifier, "kmsKeyIdentifier", { maxLength: 2048 });
    check(LogConfig?.Level, "logConfig.level", { values: ["OFF", "ERROR", "INFO", "TRACE"] });
    check(LogConfig?.IncludeDetail, "logConfig.includeDetail", { values: ["NONE", "FULL"] });
    check(DeadLetterConfig?.Arn, "deadLetterConfig.arn", { minLength: 1, maxLength: 1600 });
    return {
        ...(KmsKeyIdentifier && { KmsKeyIdentifier }),
        ...(LogConfig && { LogConfig }),
        ...(DeadLetterConfig && { DeadLetterConfig }),
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
