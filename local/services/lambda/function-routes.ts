import { AwsError } from "../../aws-error";
import { pathToFileURL } from "node:url";

import { checkRange } from "./constraints";
import { functionArn } from "./function-arn";
import { functionConfiguration } from "./function-configuration";
import { json, members, noContent, type RestFrontDeps, type Route } from "./route";

const defaultPageSize = 50;

/** ListFunctions, GetFunction, GetFunctionConfiguration, and the three operations of reserved concurrency. */
export function functionRoutes({ account, lambda, registry, code }: RestFrontDeps): Route[] {
    return [
        {
            method: "GET",
            path: "/2015-03-31/functions",
            async run({ query, call }) {
                call.authorize("lambda:ListFunctions", "*");
                const marker = query.get("Marker");
                const size = Number(query.get("MaxItems") ?? defaultPageSize);
                checkRange("maxItems", size, 1, 10_000);
                if (marker !== null && !marker.startsWith(functionArn(account, ""))) {
                    throw new AwsError("InvalidParameterValueException", `Invalid marker: ${marker}`);
                }
                const after = registry.all().filter(({ arn }) => marker === null || arn > marker);
                const page = after.slice(0, size);
                return json(200, {
                    Functions: page.map(functionConfiguration),
                    NextMarker: after.length > size ? (page.at(-1)?.arn ?? null) : null,
                });
            },
        },
        {
            method: "GET",
            path: "/2015-03-31/functions/{FunctionName}",
            async run({ functionName, call }) {
                const entry = registry.get(functionName);
                call.authorize("lambda:GetFunction", entry.arn);
                const reserved = entry.definition.reservedConcurrency;
                return json(200, {
                    Configuration: functionConfiguration(entry),
                    Code: {
                        RepositoryType: "Local",
                        Location: pathToFileURL(code.path(entry.definition.codeHash)).href,
                    },
                    ...(entry.definition.tags === undefined ? {} : { Tags: entry.definition.tags }),
                    ...(reserved === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: reserved } }),
                });
            },
        },
        {
            method: "GET",
            path: "/2015-03-31/functions/{FunctionName}/configuration",
            async run({ functionName, call }) {
                const entry = registry.get(functionName);
                call.authorize("lambda:GetFunctionConfiguration", entry.arn);
                return json(200, functionConfiguration(entry));
            },
        },
        {
            method: "GET",
            path: "/2019-09-30/functions/{FunctionName}/concurrency",
            async run({ functionName, call }) {
                const { arn, definition } = registry.get(functionName);
                call.authorize("lambda:GetFunctionConcurrency", arn);
                return json(200, { ReservedConcurrentExecutions: definition.reservedConcurrency });
            },
        },
        {
            method: "PUT",
            path: "/2017-10-31/functions/{FunctionName}/concurrency",
            async run({ functionName, body, call }) {
                const { arn, definition } = registry.get(functionName);
                call.authorize("lambda:PutFunctionConcurrency", arn);
                const limit = members<{ ReservedConcurrentExecutions: number }>(body).ReservedConcurrentExecutions;
                if (limit === undefined || !Number.isInteger(limit) || limit < 0) {
                    throw new AwsError(
                        "InvalidParameterValueException",
                        "ReservedConcurrentExecutions must be a number that is whole and not negative",
                    );
                }
                await lambda.putReservedConcurrency(definition.functionName, limit);
                return json(200, { ReservedConcurrentExecutions: limit });
            },
        },
        {
            method: "DELETE",
            path: "/2017-10-31/functions/{FunctionName}/concurrency",
            async run({ functionName, call }) {
                const { arn, definition } = registry.get(functionName);
                call.authorize("lambda:DeleteFunctionConcurrency", arn);
                await lambda.putReservedConcurrency(definition.functionName, undefined);
                return noContent;
            },
        },
    ];
}
