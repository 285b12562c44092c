import type {
    CancelReplayRequest,
    DescribeReplayRequest,
    ListReplaysRequest,
    ReplayState,
    StartReplayRequest,
} from "@aws-sdk/client-eventbridge";

import type { Clock } from "../../../clock";
import type { Store } from "../../../store";
import type { Call, Operation } from "../../service";
import { epochSeconds, type JsonShape } from "../../json-protocol";
import type { Arns } from "../arns";
import type { Catalog } from "../catalog";
import { check, checkBusArn, namePattern, validationError } from "../constraints";
import { checkListFilter } from "./list-filter";
import { page } from "../page";
import type { ReplayRecord } from "../records";
import type { Replays } from "./replays";

export interface ReplayOperationsDeps {
    arns: Arns;
    catalog: Catalog;
    clock: Clock;
    replays: Replays;
    store: Store;
}

const states: readonly ReplayState[] = ["CANCELLED", "CANCELLING", "COMPLETED", "FAILED", "RUNNING", "STARTING"];

/** The operations on replays. */
export function replayOperations(deps: ReplayOperationsDeps): Record<string, Operation> {
    return {
        StartReplay: (input: JsonShape<StartReplayRequest>, call) => startReplay(deps, input, call),
        CancelReplay: (input: CancelReplayRequest, call) => cancelReplay(deps, input, call),
        DescribeReplay: (input: DescribeReplayRequest, call) => describeReplay(deps, input, call),
        ListReplays: (input: ListReplaysRequest, call) => listReplays(deps, input, call),
    };
}

async function startReplay(
    deps: ReplayOperationsDeps,
    input: JsonShape<StartReplayRequest>,
    call: Call,
): Promise<object> {
    const { arns, catalog, clock, replays, store } = deps;
    checkReplay(input);
    const { ReplayName: name = "", EventSourceArn: archiveArn = "", Destination } = input;
    const destinationArn = Destination?.Arn ?? "";
    for (const resource of [archiveArn, destinationArn, arns.replay(name)]) {
        call.authorize("events:StartReplay", resource);
    }
    const bus = catalog.bus(arns.busName(destinationArn)).record.name;
    const archiveName = arns.archiveName(archiveArn);
    if (archiveName === undefined) {
        throw validationError("Parameter EventSourceArn is not valid. Reason: Must contain an archive ARN.");
    }
    const archive = catalog.findArchive(archiveName)?.record;
    if (archive === undefined) {
        throw validationError(`Parameter EventSourceArn is not valid. Reason: Archive ${archiveName} does not exist.`);
    }
    if (archive.bus !== bus) {
        throw validationError(
            "Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.",
        );
    }
    const record: ReplayRecord = {
        name,
        arn: arns.replay(name),
        archive: archive.name,
        archiveId: archive.id,
        archiveArn,
        bus,
        destinationArn,
        filterArns: Destination?.FilterArns ?? [],
        description: input.Description,
        state: "STARTING",
        from: (input.EventStartTime ?? 0) * 1000,
        to: (input.EventEndTime ?? 0) * 1000,
        startedAt: clock.now(),
        archivedBefore: store.orderedId(),
    };
    await replays.begin(record);
    return { ReplayArn: record.arn, State: record.state, ReplayStartTime: epochSeconds(record.startedAt) };
}

function checkReplay(input: JsonShape<StartReplayRequest>): void {
    check(input.ReplayName, "replayName", { required: true, maxLength: 64, pattern: namePattern });
    check(input.Description, "description", { maxLength: 512 });
    check(input.EventSourceArn, "eventSourceArn", { required: true, maxLength: 1600 });
    check(input.Destination?.Arn, "destination.arn", { required: true, maxLength: 1600 });
    checkBusArn(input.Destination?.Arn, "Destination.Arn");
    const { EventStartTime: from, EventEndTime: to } = input;
    if (typeof from !== "number" || typeof to !== "number") {
        throw validationError("Parameter EventStartTime and EventEndTime must be timestamps.");
    }
    if (from >= to) {
        throw validationError(
            "Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.",
        );
    }
}

async function cancelReplay({ arns, replays }: ReplayOperationsDeps, input: CancelReplayRequest, call: Call) {
    const name = checkName(input);
    call.authorize("events:CancelReplay", arns.replay(name));
    const { arn, state } = await replays.cancel(name);
    return { ReplayArn: arn, State: state };
}

async function describeReplay({ arns, replays }: ReplayOperationsDeps, input: DescribeReplayRequest, call: Call) {
    const name = checkName(input);
    call.authorize("events:DescribeReplay", arns.replay(name));
    const record = replays.get(name);
    const { filterArns } = record;
    return {
        ReplayArn: record.arn,
        Description: record.description,
        Destination: { Arn: record.destinationArn, ...(filterArns.length === 0 ? {} : { FilterArns: filterArns }) },
        ...formatReplay(record),
    };
}

async function listReplays({ replays }: ReplayOperationsDeps, input: ListReplaysRequest, call: Call) {
    call.authorize("events:ListReplays", "*");
    checkListFilter("ListReplays", input, states);
    const records = [...replays.all()]
        .filter(({ name }) => name.startsWith(input.NamePrefix ?? ""))
        .filter(({ archiveArn }) => input.EventSourceArn === undefined || archiveArn === input.EventSourceArn)
        .filter(({ state }) => input.State === undefined || state === input.State);
    const { items, NextToken } = page(records, ({ name }) => name, input);
    return { Replays: items.map(formatReplay), NextToken };
}

function checkName({ ReplayName }: { ReplayName: string | undefined }): string {
    check(ReplayName, "replayName", { required: true, maxLength: 64, pattern: namePattern });
    return ReplayName ?? "";
}

function formatReplay(record: ReplayRecord): object {
    const { lastReplayedTime, endedAt } = record;
    return {
        ReplayName: record.name,
        EventSourceArn: record.archiveArn,
        State: record.state,
        StateReason: record.stateReason,
        EventStartTime: epochSeconds(record.from),
        EventEndTime: epochSeconds(record.to),
        EventLastReplayedTime: lastReplayedTime === undefined ? undefined : epochSeconds(lastReplayedTime),
        ReplayStartTime: epochSeconds(record.startedAt),
        ReplayEndTime: endedAt === undefined ? undefined : epochSeconds(endedAt),
    };
}
