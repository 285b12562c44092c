/** The names that the handlers' telemetry is made with (a subscription's is the subscription's name). */
export const receiverService = "receiver";
export const recorderService = "recorder";
export const syncService = "sync";
export const alertService = "alerts";
