import type { TypeCase } from "../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/dashboard:Dashboard",
    defaults: { adds: {} },
};
