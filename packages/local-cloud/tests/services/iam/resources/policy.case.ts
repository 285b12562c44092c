import { identityPolicy } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:iam/policy:Policy",
    defaults: { adds: { path: "/" } },
    life: {
        inputs: () => ({ name: "managed-1", policy: identityPolicy("sqs:SendMessage") }),
        update: { policy: identityPolicy("sqs:ReceiveMessage") },
        replace: { name: "managed-2" },
        look: async ({ cloud }, { id }) => cloud.iam.getPolicy(id),
        shows: {
            created: { document: identityPolicy("sqs:SendMessage") },
            updated: { document: identityPolicy("sqs:ReceiveMessage") },
        },
    },
};
