import { AwsError } from "../../aws-error";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { pathToFileURL } from "node:url";

import { checkRange } from "./constraints";
import { functionArn, latestVersion } from "./function-arn";
import type { RegisteredFunction } from "./function-registry";
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

/** A function as Lambda's API shows it. */
function functionConfiguration({ arn, definition }: RegisteredFunction): FunctionConfiguration {
    return {
        FunctionName: definition.functionName,
        FunctionArn: arn,
        Description: definition.description ?? "",
        Runtime: definition.runtime as FunctionConfiguration["Runtime"],
        Role: definition.roleArn,
        Handler: definition.handler,
        CodeSize: definition.codeBytes,
        CodeSha256: Buffer.from(definition.codeHash, "hex").toString("base64"),
        Timeout: definition.timeoutSeconds,
        MemorySize: definition.memoryMegabytes,
        LastModified: definition.lastModified.replace("Z", "+0000"),
        Version: latestVersion,
        Environment: { Variables: { ...definition.environment } },
        TracingConfig: { Mode: definition.tracing },
        ...(definition.deadLetterArn === undefined
            ? {}
            : { DeadLetterConfig: { TargetArn: definition.deadLetterArn } }),
        RevisionId: definition.revisionId,
        State: "Active",
        LastUpdateStatus: "Successful",
        PackageType: "Zip",
        Architectures: [...definition.architectures] as FunctionConfiguration["Architectures"],
        EphemeralStorage: { Size: 512 },
        LoggingConfig: { LogFormat: definition.logFormat ?? "Text", LogGroup: definition.logGroup },
    };
}
