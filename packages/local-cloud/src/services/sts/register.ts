import type { Iam } from "../iam/iam";
import type { Registration, ServiceDeps } from "../registration";
import { Sts } from "./sts";

export function registerSts({ account }: ServiceDeps, { iam }: { iam: Iam }): Registration<Sts> {
    const service = new Sts({ account, iam });
    return { service, json: service };
}
