import type { StaticOperationSchema } from "../client-schemas";
import type { Iam } from "../iam/iam";
import { uniqueId } from "../iam/session";
import type { Account, Call, JsonService, Operation } from "../service";

/** By hand, for the lack of a client: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const getCallerIdentity: StaticOperationSchema = [
    9,
    "com.amazonaws.sts",
    "GetCallerIdentity",
    0,
    "unit",
    [3, "com.amazonaws.sts", "GetCallerIdentityResponse", 0, ["UserId", "Account", "Arn"], [0, 0, 0]],
];

/** Who one is. STS is spoken to in the query protocol alone; the endpoint translates. */
export class Sts implements JsonService {
    readonly name = "STS";
    readonly targetPrefix = "AWSSecurityTokenServiceV20110615";
    readonly jsonVersion = "1.1";
    readonly schemas = { GetCallerIdentity$: getCallerIdentity };
    readonly query = { version: "2011-06-15", namespace: "https://sts.amazonaws.com/doc/2011-06-15/" };
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
