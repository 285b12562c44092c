import { callAsOwner } from "../call-as-owner";
import type { Registration, ServiceDeps } from "../registration";
import { CloudWatch } from "./cloudwatch";
import { noSuchAlarm } from "./errors";

export function registerCloudWatch({ store, clock, account, target, observe }: ServiceDeps): Registration<CloudWatch> {
    const service = new CloudWatch({ store, clock, account, target, observe });
    return {
        service,
        json: service,
        arnService: "cloudwatch",
        look: async (resource) => {
            const name = resource.replace(/^alarm:/, "");
            const input = { AlarmNames: [name], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] };
            const answer: Record<string, unknown[]> = await callAsOwner(service, "DescribeAlarms", input);
            const [alarm] = Object.values(answer).flat();
            if (alarm === undefined) {
                throw noSuchAlarm(name);
            }
            return alarm;
        },
        lifecycle: service,
    };
}
