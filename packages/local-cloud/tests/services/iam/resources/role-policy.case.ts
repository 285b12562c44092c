import { identityPolicy, role } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:iam/rolePolicy:RolePolicy",
    defaults: { adds: {} },
    life: {
        needs: () => [role],
        inputs: () => ({ name: "policy-1", role: "a-role", policy: identityPolicy("sqs:SendMessage") }),
        update: { policy: identityPolicy("sqs:ReceiveMessage") },
        replace: { role: "another" },
        look: async ({ cloud }) => {
            const document = cloud.iam.getRole("a-role").inlinePolicies["policy-1"];
            return document && { document };
        },
        shows: {
            created: { document: identityPolicy("sqs:SendMessage") },
            updated: { document: identityPolicy("sqs:ReceiveMessage") },
        },
    },
};
