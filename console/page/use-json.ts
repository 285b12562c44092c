import { useCallback, useEffect, useState } from "preact/hooks";

import { getJson } from "./api";

export interface Loaded<T> {
    /** Undefined until it has come; what came last, while it is asked for again. */
    data?: T;
    error?: string;
    isLoading: boolean;
    reload: () => void;
}

/**
 * What the server has at a path.
 *
 * @param everySeconds how often it is asked for again, while the page is looked at; by default, never
 * @param version it is asked for again at once when this changes
 */
export function useJson<T>(path: string, everySeconds?: number, version?: number): Loaded<T> {
    const [state, setState] = useState<{ path: string; data?: T; error?: string; isLoading: boolean }>({
        path,
        isLoading: true,
    });
    const [round, setRound] = useState(0);
    const reload = useCallback(() => setRound((one) => one + 1), []);
    useEffect(() => {
        let isWanted = true;
        setState((before) => ({ path, data: before.path === path ? before.data : undefined, isLoading: true }));
        getJson<T>(path).then(
            (data) => isWanted && setState({ path, data, isLoading: false }),
            (error: Error) => isWanted && setState({ path, error: error.message, isLoading: false }),
        );
        return () => {
            isWanted = false;
        };
    }, [path, round, version]);
    useEffect(() => {
        if (everySeconds === undefined) {
            return;
        }
        const timer = setInterval(() => document.hidden || reload(), everySeconds * 1000);
        return () => clearInterval(timer);
    }, [everySeconds, reload]);
    const { data, error, isLoading } = state.path === path ? state : { isLoading: true };
    return { data, error, isLoading, reload };
}
