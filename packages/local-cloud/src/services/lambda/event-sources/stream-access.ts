import type { Authorize } from "../../service";
import type { RegisteredFunction } from "../functions/function-registry";

/** What its role must be allowed to do on the stream that a function reads. */
export const readActions = ["DescribeStream", "GetShardIterator", "GetRecords", "ListStreams"] as const;

/** @throws AwsError `AccessDeniedException` when the function's role must not do all of `actions` on the stream */
export function checkAccess(
    authorize: Authorize,
    { definition: { roleArn, functionName } }: RegisteredFunction,
    streamArn: string,
    actions: readonly (typeof readActions)[number][],
): void {
    const caller = { kind: "role", roleArn, session: functionName } as const;
    actions.forEach((action) => authorize(caller, `dynamodb:${action}`, streamArn));
}
