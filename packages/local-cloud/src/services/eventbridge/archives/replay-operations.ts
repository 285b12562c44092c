import type {
    CancelReplayRequest,
    DescribeReplayRequest,
    ListReplaysRequest,
    StartReplayRequest,
} from "@aws-sdk/client-eventbridge";

import type { Clock } from "../../../clock";
import type { Store } from "../../../store";
import type { Call, Operation } from "../../service";
import { epochSeconds, type JsonShape } from "../../json-protocol";
import { refuseMembers } from "../../refuse-members";
import type { Arns } from "../arns";
import type { Catalog } from "../catalog";
import { busArnPattern, check, namePattern, validationError } from "../constraints";
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

/** The operations on replays. */
export function replayOperations(deps: ReplayOperationsDeps): Record<string, Operation> {
    const { arns, replays } = deps;
    return {
        StartReplay: (input: JsonShape<StartReplayRequest>, call) => startReplay(deps, input, call),

        async CancelReplay(input: CancelReplayRequest, call) {
            const name = checkName(input);
            call.authorize("events:CancelReplay", arns.replay(name));
            const { arn, state } = await replays.cancel(name);
            return { ReplayArn: arn, State: state };
        },

        async DescribeReplay(input: DescribeReplayRequest, call) {
            const name = checkName(input);
            call.authorize("events:DescribeReplay", arns.replay(name));
            const record = replays.get(name);
            const { filterArns } = record;
            return {
                ReplayArn: record.arn,
                Description: record.description,
                Destination: {
                    Arn: record.destinationArn,
                    ...(filterArns.length === 0 ? {} : { FilterArns: filterArns }),
                },
                ...formatReplay(record),
            };
        },

        async ListReplays(input: ListReplaysRequest, call) {
            call.authorize("events:ListReplays", "*");
            refuseMembers(input, ["EventSourceArn", "State"], validationError);
            const { items, NextToken } = page(replays.all(), ({ name }) => name, input);
            return { Replays: items.map(formatReplay), NextToken };
        },
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
    if (!busArnPattern.test(input.Destination?.Arn ?? "")) {
        throw validationError("Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.");
    }
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
