import type {
    GetEventSourceMappingRequest,
    ListEventSourceMappingsRequest,
    UpdateEventSourceMappingRequest,
} from "@aws-sdk/client-lambda";

import { pageAt } from "../../page-at";
import type { Account, Operation } from "../../service";
import { checkRange } from "../functions/constraints";
import { parseFunctionName } from "../functions/function-arn";
import type { EventSourceMapping } from "./event-source-mapping";
import type { EventSourceMappings } from "./event-source-mappings";
import { mappingArn } from "./mapping-arn";
import { invalid } from "./mapping-settings";

const defaultPageSize = 100;

/** What shows, lists and changes mappings, which a program makes. */
export function mappingOperations({
    account,
    eventSources,
}: {
    account: Account;
    eventSources: EventSourceMappings;
}): Record<string, Operation> {
    const format = (mapping: EventSourceMapping) => formatMapping(account, mapping, eventSources.result(mapping.uuid));
    return {
        async GetEventSourceMapping({ UUID = "" }: GetEventSourceMappingRequest, call) {
            call.authorize("lambda:GetEventSourceMapping", mappingArn(account, UUID));
            return format(eventSources.get(UUID));
        },
        async ListEventSourceMappings(input: ListEventSourceMappingsRequest, call) {
            call.authorize("lambda:ListEventSourceMappings", "*");
            const { EventSourceArn: arn, FunctionName: given, MaxItems: size = defaultPageSize } = input;
            checkRange("maxItems", size, 1, 10_000);
            const name = given === undefined ? undefined : parseFunctionName(account, given);
            const all = eventSources
                .all()
                .filter(({ settings }) => arn === undefined || settings.EventSourceArn === arn)
                .filter(({ functionName }) => name === undefined || functionName === name);
            const { page, next } = pageAt(all, size, input.Marker, (marker) => invalid(`Invalid marker: ${marker}`));
            return { EventSourceMappings: page.map(format), NextMarker: next };
        },
        async UpdateEventSourceMapping({ UUID = "", ...input }: UpdateEventSourceMappingRequest, call) {
            call.authorize("lambda:UpdateEventSourceMapping", mappingArn(account, UUID));
            return format(await eventSources.update(UUID, input));
        },
    };
}

/** The instant in seconds: Lambda's API gives this one as a number. */
function formatMapping(account: Account, mapping: EventSourceMapping, result: string): object {
    const { Enabled, FilterCriteria, ...settings } = mapping.settings;
    return {
        ...settings,
        FilterCriteria: FilterCriteria?.Filters?.length === 0 ? undefined : FilterCriteria,
        UUID: mapping.uuid,
        EventSourceMappingArn: mappingArn(account, mapping.uuid),
        FunctionArn: mapping.functionArn,
        LastModified: mapping.lastModified / 1000,
        LastProcessingResult: result,
        State: Enabled ? "Enabled" : "Disabled",
        StateTransitionReason: "User action",
    };
}
