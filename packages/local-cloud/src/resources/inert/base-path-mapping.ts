import { refuse } from "../refuse";
import type { ResourceType } from "../resource-type";

/**
 * Which API a domain name's path leads to: here, any path leads to the API that has it.
 *
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateBasePathMapping.html
 */
export const definition: ResourceType = {
    type: "aws:apigateway/basePathMapping:BasePathMapping",
    required: ["domainName", "restApi"],
    replaces: ["domainName", "domainNameId"],
    check: refuse({
        basePath: (path) => (/^[\w$.+!*'()/-]*$/.test(String(path)) ? undefined : `"${String(path)}" is not a path`),
    }),
    outputs: ({ inputs }) => ({
        id: `${inputs.domainName}/${(inputs.basePath as string | undefined) ?? ""}`,
        outputs: { ...inputs },
    }),
};
