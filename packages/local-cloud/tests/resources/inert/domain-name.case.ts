import type { TypeCase } from "../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:apigateway/domainName:DomainName",
    defaults: { adds: {} },
};
