import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:apigateway/methodSettings:MethodSettings",
    defaults: {
        given: { settings: { throttlingRateLimit: 5 } },
        adds: { settings: { throttlingRateLimit: 5, throttlingBurstLimit: -1 } },
    },
    life: "no API here shows it; limits.test.ts shows what it does",
};
