import type { Named } from "../../../provider/made-resource";
import { identityPolicy, trustPolicy } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

const logRole: Named = [
    "logRole",
    "aws:iam/role:Role",
    () => ({ name: "log-role", assumeRolePolicy: trustPolicy("apigateway.amazonaws.com") }),
];
const logRolePolicy: Named = [
    "policy",
    "aws:iam/rolePolicy:RolePolicy",
    () => ({ name: "logs", role: "log-role", policy: identityPolicy("logs:*") }),
];

export const typeCase: TypeCase = {
    type: "aws:apigateway/account:Account",
    defaults: { adds: {} },
    life: {
        needs: () => [logRole, logRolePolicy],
        inputs: (made) => ({ cloudwatchRoleArn: made.logRole?.outputs.arn }),
        replace: {},
        stays: "the account is always there, without a role then",
        look: async ({ cloud }) => ({ role: cloud.gateway.account.cloudwatchRoleArn }),
        shows: { created: { role: "arn:aws:iam::000000000000:role/log-role" } },
    },
};
