import { role } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    defaults: { adds: {} },
    life: {
        needs: () => [role],
        inputs: () => ({
            role: "a-role",
            policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        }),
        replace: { role: "another" },
        look: async ({ cloud }) => {
            const [attached] = cloud.iam.getRole("a-role").attachedPolicies;
            return attached && { attached };
        },
        shows: { created: { attached: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" } },
    },
};
