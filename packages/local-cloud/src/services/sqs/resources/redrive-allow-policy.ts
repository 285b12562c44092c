import { queueAttribute } from "./queue-attribute";

/** Which queues may send their messages here when they are received too often. */
export const definition = queueAttribute("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "redriveAllowPolicy");
