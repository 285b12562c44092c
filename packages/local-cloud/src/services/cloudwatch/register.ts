import type { Registration, ServiceDeps } from "../registration";
import { CloudWatch } from "./cloudwatch";

export function registerCloudWatch({ clock }: ServiceDeps): Registration<CloudWatch> {
    const service = new CloudWatch({ clock });
    return { service, json: service };
}
