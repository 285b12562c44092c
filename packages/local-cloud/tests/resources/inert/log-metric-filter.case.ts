import type { TypeCase } from "../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    defaults: {
        given: { metricTransformation: { name: "errors" } },
        adds: { metricTransformation: { name: "errors", unit: "None" } },
    },
};
