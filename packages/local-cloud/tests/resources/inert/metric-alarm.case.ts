import type { TypeCase } from "../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    defaults: {
        given: { metricQueries: [{ id: "a" }, { id: "b", returnData: true }] },
        adds: {
            actionsEnabled: true,
            treatMissingData: "missing",
            metricQueries: [
                { id: "a", returnData: false },
                { id: "b", returnData: true },
            ],
        },
    },
};
