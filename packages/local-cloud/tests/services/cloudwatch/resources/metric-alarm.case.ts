import type { TypeCase } from "../../../provider/type-cases";
import { lookForAlarm } from "./look-for-alarm";

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
    life: {
        inputs: () => ({
            name: "alarm-1",
            namespace: "Shop",
            metricName: "Failures",
            dimensions: { Till: "1" },
            statistic: "Sum",
            period: 300,
            evaluationPeriods: 3,
            datapointsToAlarm: 2,
            threshold: 1,
            comparisonOperator: "GreaterThanOrEqualToThreshold",
            alarmActions: ["arn:aws:sns:us-east-1:123456789012:elsewhere"],
        }),
        update: { threshold: 5 },
        replace: { name: "alarm-2" },
        look: ({ cloudwatch }, { id }) => lookForAlarm(cloudwatch, id),
        shows: {
            created: {
                AlarmName: "alarm-1",
                StateValue: "INSUFFICIENT_DATA",
                ActionsEnabled: true,
                AlarmActions: ["arn:aws:sns:us-east-1:123456789012:elsewhere"],
                OKActions: [],
                Namespace: "Shop",
                MetricName: "Failures",
                Dimensions: [{ Name: "Till", Value: "1" }],
                Statistic: "Sum",
                Period: 300,
                EvaluationPeriods: 3,
                DatapointsToAlarm: 2,
                Threshold: 1,
                ComparisonOperator: "GreaterThanOrEqualToThreshold",
                TreatMissingData: "missing",
            },
            updated: { Threshold: 5 },
        },
    },
};
