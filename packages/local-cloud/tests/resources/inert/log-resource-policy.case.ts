import type { TypeCase } from "../../provider/type-cases";

const given = { policyName: "p", policyDocument: '{"Version":"2012-10-17","Statement":[]}' };

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    defaults: { given, adds: given },
};
