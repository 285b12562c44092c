import { trustPolicy } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:iam/role:Role",
    defaults: { adds: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" } },
    life: {
        inputs: () => ({ name: "role-1", assumeRolePolicy: trustPolicy() }),
        update: {
            description: "changed",
            permissionsBoundary: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        },
        replace: { path: "/other/" },
        look: async ({ cloud }) => cloud.iam.getRole("role-1"),
        shows: {
            created: { description: undefined },
            updated: {
                description: "changed",
                permissionsBoundary: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            },
        },
    },
};
