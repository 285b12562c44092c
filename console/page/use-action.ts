import { useState } from "preact/hooks";

export interface Action {
    isBusy: boolean;
    /** Why the last one failed. */
    error?: string;
    run: (action: () => Promise<void>) => Promise<void>;
}

/** Does one thing at a time, and keeps why it failed. */
export function useAction(): Action {
    const [state, setState] = useState<Omit<Action, "run">>({ isBusy: false });
    return {
        ...state,
        run: async (action) => {
            setState({ isBusy: true });
            try {
                await action();
                setState({ isBusy: false });
            } catch (error) {
                setState({ isBusy: false, error: (error as Error).message });
            }
        },
    };
}
