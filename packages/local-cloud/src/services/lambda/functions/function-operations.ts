import type {
    DeleteFunctionConcurrencyRequest,
    GetFunctionConcurrencyRequest,
    GetFunctionRequest,
    ListFunctionsRequest,
    PutFunctionConcurrencyRequest,
} from "@aws-sdk/client-lambda";
import { pathToFileURL } from "node:url";

import { AwsError } from "../../../aws-error";
import type { Operation } from "../../service";
import { checkRange } from "./constraints";
import { functionArn, readQualifiedName } from "./function-arn";
import { formatConfiguration } from "./function-configuration";
import type { OperationDeps } from "./operation-deps";

const defaultPageSize = 50;

/** ListFunctions, GetFunction, and what sets, removes and shows reserved concurrency. */
export function functionOperations({ account, lambda, registry, code }: OperationDeps): Record<string, Operation> {
    return {
        async ListFunctions({ Marker: marker, MaxItems: size = defaultPageSize }: ListFunctionsRequest, call) {
            call.authorize("lambda:ListFunctions", "*");
            checkRange("maxItems", size, 1, 10_000);
            if (marker !== undefined && !marker.startsWith(functionArn(account, ""))) {
                throw new AwsError("InvalidParameterValueException", `Invalid marker: ${marker}`);
            }
            const after = registry.all().filter(({ arn }) => marker === undefined || arn > marker);
            const page = after.slice(0, size);
            return {
                Functions: page.map(formatConfiguration),
                NextMarker: after.length > size ? (page.at(-1)?.arn ?? null) : null,
            };
        },
        async GetFunction(input: GetFunctionRequest, call) {
            const entry = registry.get(readQualifiedName(input));
            call.authorize("lambda:GetFunction", entry.arn);
            const reserved = entry.definition.reservedConcurrency;
            return {
                Configuration: formatConfiguration(entry),
                Code: {
                    RepositoryType: "Local",
                    Location: pathToFileURL(code.path(entry.definition.codeHash)).href,
                },
                Tags: entry.definition.tags,
                Concurrency: reserved === undefined ? undefined : { ReservedConcurrentExecutions: reserved },
            };
        },
        async PutFunctionConcurrency(input: PutFunctionConcurrencyRequest, call) {
            const { FunctionName = "", ReservedConcurrentExecutions: limit } = input;
            const { arn, definition } = registry.get(FunctionName);
            call.authorize("lambda:PutFunctionConcurrency", arn);
            if (limit === undefined || !Number.isInteger(limit) || limit < 0) {
                throw new AwsError(
                    "InvalidParameterValueException",
                    "ReservedConcurrentExecutions must be a number that is whole and not negative",
                );
            }
            await lambda.putReservedConcurrency(definition.functionName, limit);
            return { ReservedConcurrentExecutions: limit };
        },
        async GetFunctionConcurrency({ FunctionName = "" }: GetFunctionConcurrencyRequest, call) {
            const { arn, definition } = registry.get(FunctionName);
            call.authorize("lambda:GetFunctionConcurrency", arn);
            return { ReservedConcurrentExecutions: definition.reservedConcurrency };
        },
        async DeleteFunctionConcurrency({ FunctionName = "" }: DeleteFunctionConcurrencyRequest, call) {
            const { arn, definition } = registry.get(FunctionName);
            call.authorize("lambda:DeleteFunctionConcurrency", arn);
            await lambda.putReservedConcurrency(definition.functionName, undefined);
            return {};
        },
    };
}
