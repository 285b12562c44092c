import type {
    GetEventSourceMappingRequest,
    InvocationRequest,
    ListEventSourceMappingsRequest,
    ListFunctionsRequest,
    PutFunctionConcurrencyRequest,
    UpdateEventSourceMappingRequest,
} from "@aws-sdk/client-lambda";
import { pathToFileURL } from "node:url";

import { AwsError } from "../../aws-error";
import { pageAt } from "../page-at";
import { refuseMembers } from "../refuse-members";
import type { Account, Call, Operation } from "../service";
import { invalid, notFound } from "./errors";
import { type EventSourceMapping, mappingArn } from "./event-sources/event-source-mapping";
import type { CodeFolder } from "./functions/code-folder";
import { latestVersion, parseFunctionName, readQualifiedName } from "./functions/function-arn";
import { formatConfiguration } from "./functions/function-configuration";
import type { FunctionRegistry, RegisteredFunction } from "./functions/function-registry";
import type { Lambda } from "./lambda";
import type { LambdaDeps } from "./lambda-deps";
import { buildResourcePolicy } from "./permissions/invoke-permission";

export interface OperationDeps extends Required<Pick<LambdaDeps, "account" | "accountConcurrency">> {
    lambda: Lambda;
    registry: FunctionRegistry;
    code: CodeFolder;
}

/** The payload as text. */
type InvokeInput = Omit<InvocationRequest, "Payload"> & { Payload: string };

/** Lambda's quotas: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const quotas = { TotalCodeSize: 75 * 1024 ** 3, CodeSizeUnzipped: 250 * 1024 ** 2, CodeSizeZipped: 50 * 1024 ** 2 };

/** Lambda's API. A program makes functions, permissions and mappings. */
export function lambdaOperations(deps: OperationDeps): Record<string, Operation> {
    const { account, lambda, registry, code, accountConcurrency } = deps;
    const { eventSources } = lambda;
    /** The function that a request names, which the caller may do `action` with. */
    const find = (action: string, input: { FunctionName?: string; Qualifier?: string }, call: Call) => {
        const entry = registry.get(readQualifiedName(input));
        call.authorize(`lambda:${action}`, entry.arn);
        return entry;
    };
    const format = (mapping: EventSourceMapping) => formatMapping(account, mapping, eventSources.result(mapping.uuid));
    return {
        Invoke: (input: InvokeInput, call) => invoke(lambda, input, call),
        async ListFunctions({ Marker: marker, MaxItems: size = 50 }: ListFunctionsRequest, call) {
            call.authorize("lambda:ListFunctions", "*");
            const { page, next } = pageAt(registry.all(), checkSize(size), marker, invalidMarker);
            return { Functions: page.map(formatConfiguration), NextMarker: next ?? null };
        },
        async GetFunction(input: { FunctionName?: string; Qualifier?: string }, call) {
            const entry = find("GetFunction", input, call);
            const { definition } = entry;
            return {
                Configuration: formatConfiguration(entry),
                Code: { RepositoryType: "Local", Location: pathToFileURL(code.path(definition.codeHash)).href },
                Tags: definition.tags,
                Concurrency: definition.reservedConcurrency === undefined ? undefined : showConcurrency(entry),
            };
        },
        async PutFunctionConcurrency(input: PutFunctionConcurrencyRequest, call) {
            const { definition } = find("PutFunctionConcurrency", input, call);
            const { ReservedConcurrentExecutions: limit = -1 } = input;
            if (!Number.isInteger(limit) || limit < 0) {
                throw invalid("ReservedConcurrentExecutions must be a number that is whole and not negative");
            }
            await lambda.putReservedConcurrency(definition.functionName, limit);
            return { ReservedConcurrentExecutions: limit };
        },
        async GetFunctionConcurrency(input: { FunctionName?: string }, call) {
            return showConcurrency(find("GetFunctionConcurrency", input, call));
        },
        async DeleteFunctionConcurrency(input: { FunctionName?: string }, call) {
            const { definition } = find("DeleteFunctionConcurrency", input, call);
            await lambda.putReservedConcurrency(definition.functionName, undefined);
            return {};
        },
        async GetPolicy(input: { FunctionName?: string; Qualifier?: string }, call) {
            const entry = find("GetPolicy", input, call);
            if (Object.keys(entry.permissions).length === 0) {
                throw notFound();
            }
            return { Policy: JSON.stringify(buildResourcePolicy(entry)), RevisionId: entry.definition.revisionId };
        },
        async GetAccountSettings(_input: object, call) {
            call.authorize("lambda:GetAccountSettings", "*");
            const all = registry.all();
            return {
                AccountLimit: {
                    ...quotas,
                    ConcurrentExecutions: accountConcurrency,
                    UnreservedConcurrentExecutions: accountConcurrency - registry.reservedConcurrency(),
                },
                AccountUsage: {
                    TotalCodeSize: all.reduce((sum, { definition }) => sum + definition.codeBytes, 0),
                    FunctionCount: all.length,
                },
            };
        },
        async GetEventSourceMapping({ UUID = "" }: GetEventSourceMappingRequest, call) {
            call.authorize("lambda:GetEventSourceMapping", mappingArn(account, UUID));
            return format(eventSources.get(UUID));
        },
        async ListEventSourceMappings(input: ListEventSourceMappingsRequest, call) {
            call.authorize("lambda:ListEventSourceMappings", "*");
            const { EventSourceArn: arn, FunctionName: given, MaxItems: size = 100, Marker: marker } = input;
            const name = given === undefined ? undefined : parseFunctionName(account, given);
            const all = eventSources
                .all()
                .filter(({ settings }) => arn === undefined || settings.EventSourceArn === arn)
                .filter(({ functionName }) => name === undefined || functionName === name);
            const { page, next } = pageAt(all, checkSize(size), marker, invalidMarker);
            return { EventSourceMappings: page.map(format), NextMarker: next };
        },
        /** Pauses and resumes; a program says all else of a mapping. */
        async UpdateEventSourceMapping({ UUID = "", Enabled, ...others }: UpdateEventSourceMappingRequest, call) {
            call.authorize("lambda:UpdateEventSourceMapping", mappingArn(account, UUID));
            refuseMembers(others, Object.keys(others) as (keyof typeof others)[], invalid);
            return format(await eventSources.update(UUID, Enabled === undefined ? {} : { Enabled }));
        },
    };
}

async function invoke(lambda: Lambda, input: InvokeInput, call: Call): Promise<object> {
    const name = readQualifiedName(input);
    const { InvocationType: type = "RequestResponse", Payload: payload, LogType: logType } = input;
    const trace = call.headers["x-amzn-trace-id"];
    const options = {
        caller: call.caller,
        requestId: call.requestId,
        traceHeader: Array.isArray(trace) ? trace[0] : trace,
        clientContext: readClientContext(input),
    };
    switch (type) {
        case "RequestResponse": {
            const result = await lambda.invoke(name, payload, options);
            return {
                StatusCode: 200,
                FunctionError: result.functionError,
                LogResult: logType === "Tail" ? Buffer.from(result.logTail).toString("base64") : undefined,
                Payload: result.payload,
                ExecutedVersion: latestVersion,
            };
        }
        case "Event":
            await lambda.invokeAsync(name, payload, options);
            return { StatusCode: 202 };
        case "DryRun":
            lambda.mayInvoke(name, call.caller);
            return { StatusCode: 204, ExecutedVersion: latestVersion };
        default:
            throw invalid(`InvocationType is ${String(type)}: it must be Event, RequestResponse or DryRun`);
    }
}

function readClientContext({ ClientContext: encoded }: InvokeInput): string | undefined {
    const text = encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
    try {
        JSON.parse(text ?? "{}");
    } catch {
        const message = "Client context must be a valid Base64-encoded JSON object.";
        throw new AwsError("InvalidRequestContentException", message);
    }
    return text;
}

function showConcurrency({ definition }: RegisteredFunction): object {
    return { ReservedConcurrentExecutions: definition.reservedConcurrency };
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

/** @throws AwsError `ValidationException` for a page of a size that no list has */
function checkSize(size: number): number {
    if (!(Number.isInteger(size) && size >= 1 && size <= 10_000)) {
        throw new AwsError("ValidationException", `Value '${size}' at 'maxItems' must be between 1 and 10000`);
    }
    return size;
}

function invalidMarker(marker: string): AwsError {
    return invalid(`Invalid marker: ${marker}`);
}
