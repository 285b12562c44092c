import type { ListAliasesRequest, ListTagsRequest, ListVersionsByFunctionRequest } from "@aws-sdk/client-lambda";

import type { Operation } from "../service";
import { latestVersion } from "./function-arn";
import { functionConfiguration } from "./function-configuration";
import type { OperationDeps } from "./operation-deps";

/** Lambda's quotas: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const quotas = { TotalCodeSize: 75 * 1024 ** 3, CodeSizeUnzipped: 250 * 1024 ** 2, CodeSizeZipped: 50 * 1024 ** 2 };

/**
 * GetAccountSettings, ListTags, and the lists of what a function has one of here, `$LATEST`, or none: versions, aliases
 * and event source mappings.
 */
export function listingOperations({ registry, accountConcurrency }: OperationDeps): Record<string, Operation> {
    return {
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
        async ListTags({ Resource = "" }: ListTagsRequest, call) {
            const { arn, definition } = registry.get(Resource);
            call.authorize("lambda:ListTags", arn);
            return { Tags: definition.tags ?? {} };
        },
        async ListVersionsByFunction({ FunctionName = "" }: ListVersionsByFunctionRequest, call) {
            const entry = registry.get(FunctionName);
            call.authorize("lambda:ListVersionsByFunction", entry.arn);
            const latest = { ...functionConfiguration(entry), FunctionArn: `${entry.arn}:${latestVersion}` };
            return { Versions: [latest] };
        },
        async ListAliases({ FunctionName = "" }: ListAliasesRequest, call) {
            call.authorize("lambda:ListAliases", registry.get(FunctionName).arn);
            return { Aliases: [] };
        },
        async ListEventSourceMappings(_input: object, call) {
            call.authorize("lambda:ListEventSourceMappings", "*");
            return { EventSourceMappings: [] };
        },
    };
}
