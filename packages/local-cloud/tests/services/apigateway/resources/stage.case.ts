import { api, lambda, role } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:apigateway/stage:Stage",
    defaults: {
        given: { canarySettings: {} },
        adds: { canarySettings: { percentTraffic: 0 } },
    },
    life: {
        needs: () => [role, lambda, api],
        inputs: (made) => ({ restApi: made.api?.id, deployment: "d", stageName: "v1", description: "a" }),
        update: { description: "b" },
        replace: { stageName: "v2" },
        look: async ({ cloud }, { inputs }) => cloud.gateway.getStage(inputs.restApi as string, "v1"),
        shows: { created: {}, updated: {} },
    },
};
