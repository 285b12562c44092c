import type { Operation } from "../../service";
import type { OperationDeps } from "./operation-deps";

/** Lambda's quotas: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const quotas = { TotalCodeSize: 75 * 1024 ** 3, CodeSizeUnzipped: 250 * 1024 ** 2, CodeSizeZipped: 50 * 1024 ** 2 };

/** GetAccountSettings. */
export function accountOperations({ registry, accountConcurrency }: OperationDeps): Record<string, Operation> {
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
    };
}
