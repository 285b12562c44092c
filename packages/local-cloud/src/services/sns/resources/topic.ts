import { lookUp } from "../../../resources/look-up";
import { refuse, validName } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const definition: ResourceType = {
    type: "aws:sns/topic:Topic",
    replaces: ["name", "namePrefix", "fifoTopic"],
    defaults: { contentBasedDeduplication: false, fifoTopic: false },
    autoName: { property: "name", maxLength: 255 },
    check: refuse({
        name: validName(1, 256, /^[\w-]+(\.fifo)?$/, "letters, digits, hyphens and underscores"),
        fifoTopic: (fifo) => (fifo === true ? "is true: the local cloud has no FIFO topics" : undefined),
        policy: () => "the local cloud has no policies of topics",
    }),
    outputs: ({ inputs }, { region, accountId }) => {
        const arn = `arn:aws:sns:${region}:${accountId}:${inputs.name}`;
        return { id: arn, outputs: taggedOutputs(inputs, arn, { owner: accountId }) };
    },
    // Nothing but the program changes a topic that stands.
    read: async ({ id }, cloud) => (await lookUp(() => cloud.sns.topics.at(id))) && {},
    async create({ inputs }, cloud) {
        const { name, displayName } = inputs as { name: string; displayName?: string };
        await cloud.sns.topics.put({ name, displayName });
    },
    async delete({ inputs }, cloud) {
        await cloud.sns.topics.delete(inputs.name as string);
    },
};
