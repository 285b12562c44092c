import type { TypeCase } from "../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:sns/topic:Topic",
    defaults: { adds: { contentBasedDeduplication: false, fifoTopic: false } },
};
