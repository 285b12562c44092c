import type { TypeCase } from "../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:apigateway/basePathMapping:BasePathMapping",
    defaults: { adds: {} },
};
