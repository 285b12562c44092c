import type { MappingSettings } from "./mapping-settings";

/** An event source mapping as the store holds it. */
export interface EventSourceMapping {
    uuid: string;
    functionName: string;
    functionArn: string;
    settings: MappingSettings;
    /** Milliseconds since the epoch. */
    lastModified: number;
}
