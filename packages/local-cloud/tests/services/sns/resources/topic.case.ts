import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:sns/topic:Topic",
    defaults: { adds: { contentBasedDeduplication: false, fifoTopic: false } },
    life: {
        inputs: () => ({ name: "topic-1", displayName: "Orders" }),
        update: { displayName: "Sales" },
        replace: { name: "topic-2" },
        look: async ({ cloud }, { id }) => cloud.sns.topics.at(id),
        shows: { created: { displayName: "Orders" }, updated: { displayName: "Sales" } },
    },
};
