import { queueAttribute } from "./queue-attribute";

/** Where a queue's messages go that are received too often, as a resource of its own. */
export const definition = queueAttribute("aws:sqs/redrivePolicy:RedrivePolicy", "redrivePolicy");
