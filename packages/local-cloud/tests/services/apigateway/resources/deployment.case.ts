import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:apigateway/deployment:Deployment",
    defaults: { adds: {} },
    life: "no API here shows it; resource-policy.test.ts shows what it does",
};
