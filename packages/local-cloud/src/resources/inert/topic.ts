import { refuse, validName } from "../refuse";
import type { ResourceType } from "../resource-type";

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const definition: ResourceType = {
    type: "aws:sns/topic:Topic",
    replaces: ["name", "namePrefix", "fifoTopic"],
    defaults: { contentBasedDeduplication: false, fifoTopic: false },
    documents: ["policy"],
    autoName: { property: "name", maxLength: 255 },
    check: refuse({ name: validName(1, 256, /^[\w-]+(\.fifo)?$/, "letters, digits, hyphens and underscores") }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: {
            ...inputs,
            arn: `arn:aws:sns:${region}:${accountId}:${inputs.name}`,
            tagsAll: inputs.tags ?? {},
        },
    }),
};
