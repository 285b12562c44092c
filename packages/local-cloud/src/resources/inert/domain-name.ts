import { createHash } from "node:crypto";

import { refuse } from "../refuse";
import type { ResourceType } from "../resource-type";
import { taggedOutputs } from "../tagged-outputs";

/**
 * A domain name of the account's own. The webhook's port serves requests for any host, as under such a name.
 *
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDomainName.html
 */
export const definition: ResourceType = {
    type: "aws:apigateway/domainName:DomainName",
    required: ["domainName"],
    replaces: ["domainName", "certificateBody", "certificateChain", "certificatePrivateKey", "regionalCertificateName"],
    documents: ["policy"],
    check: refuse({
        domainName: (name) =>
            /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(String(name))
                ? undefined
                : `"${String(name)}" is not a domain name`,
    }),
    outputs: ({ urn, inputs }, { region }) => {
        const label = createHash("sha256").update(urn).digest("hex").slice(0, 10);
        return {
            id: inputs.domainName as string,
            outputs: taggedOutputs(inputs, `arn:aws:apigateway:${region}::/domainnames/${inputs.domainName}`, {
                regionalDomainName: `d-${label}.execute-api.${region}.amazonaws.com`,
                regionalZoneId: "Z0LOCALREGION",
                cloudfrontDomainName: `${label}.cloudfront.net`,
                // CloudFront's, which is the same for everyone.
                cloudfrontZoneId: "Z2FDTNDATAQYW2",
                endpointConfiguration: inputs.endpointConfiguration ?? { types: "EDGE" },
                routingMode: inputs.routingMode ?? "BASE_PATH_MAPPING_ONLY",
                securityPolicy: inputs.securityPolicy ?? "TLS_1_2",
            }),
        };
    },
};
