import { api } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

const apiPolicy = (cidr: string) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: "*",
                Action: "execute-api:Invoke",
                Resource: "execute-api:/*",
                Condition: { IpAddress: { "aws:SourceIp": [cidr] } },
            },
        ],
    });

export const typeCase: TypeCase = {
    type: "aws:apigateway/restApiPolicy:RestApiPolicy",
    defaults: { adds: {} },
    life: {
        needs: () => [api],
        inputs: (made) => ({ restApiId: made.api?.id, policy: apiPolicy("203.0.113.0/24") }),
        update: { policy: apiPolicy("198.51.100.0/24") },
        replace: { restApiId: "another" },
        look: async ({ cloud }, { inputs }) => {
            const document = cloud.gateway.getRestApi(inputs.restApiId as string)?.policy;
            return document && { document };
        },
        shows: {
            created: { document: apiPolicy("203.0.113.0/24") },
            updated: { document: apiPolicy("198.51.100.0/24") },
        },
    },
};
