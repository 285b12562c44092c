import type { Iam } from "../iam/iam";
import { uniqueId } from "../iam/session";
import type { Account, Call, JsonService, Operation } from "../service";

/** Who one is. STS is spoken to in the query protocol alone; the endpoint translates. */
export class Sts implements JsonService {
    readonly name = "STS";
    readonly targetPrefix = "AWSSecurityTokenServiceV20110615";
    readonly jsonVersion = "1.1";
    readonly operations: Readonly<Record<string, Operation>> = {
        // Needs no permission: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
        GetCallerIdentity: async (_input: unknown, { caller }: Call) => {
            const { accountId } = this.deps.account;
            if (caller.kind !== "role") {
                return { UserId: accountId, Account: accountId, Arn: `arn:aws:iam::${accountId}:root` };
            }
            const arn = this.deps.iam.sessionArn(caller.roleArn, caller.session);
            const session = arn.slice(arn.lastIndexOf("/") + 1);
            return { UserId: `${uniqueId("AROA", caller.roleArn)}:${session}`, Account: accountId, Arn: arn };
        },
    };

    constructor(private readonly deps: { account: Account; iam: Pick<Iam, "sessionArn"> }) {}
}
