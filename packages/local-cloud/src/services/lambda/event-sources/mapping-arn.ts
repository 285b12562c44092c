import type { Account } from "../../service";

export function mappingArn({ region, accountId }: Account, uuid: string): string {
    return `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${uuid}`;
}
